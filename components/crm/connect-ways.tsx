'use client'
// The ways to link a system: to its consent page, to a page of its own, or a key; what has to be typed is asked for in a dialog
// that is fetched on demand.
import { useTranslations } from 'next-intl'
import { lazy, Suspense, useState } from 'react'
import { Button } from '@/components/ui/button'
import { buttonClass, type ButtonVariant } from '@/components/ui/button-class'
import type { ConnectWay } from '@/lib/crm/vendor'
import { connectHref, fieldsOf, type ConnectField } from './connect-href'

const ConnectDialog = lazy(() => import('./connect-dialog'))

type ConnectWaysProps = {
  vendor: string
  label: string
  ways: ConnectWay[]
  fields: ConnectField[]
  oauthReady: boolean
  role: 'primary' | 'source'
  /** Given: the link that is renewed; the first way is then what the screen is for. */
  connection?: string | null | undefined
  urgent?: boolean | undefined
}

export function ConnectWays({
  vendor,
  label,
  ways,
  fields,
  oauthReady,
  role,
  connection = null,
  urgent = false,
}: ConnectWaysProps) {
  const t = useTranslations('settings.crm.connect')
  const [shown, setShown] = useState<ConnectWay | null>(null)
  const usable = ways.filter((way) => way !== 'oauth2' || oauthReady)
  const words = (way: ConnectWay): string => {
    if (way === 'token') return connection === null ? t('withToken') : t('tokenAgain')
    return connection === null ? t('oauth', { label }) : t('again')
  }
  const look = (index: number): ButtonVariant => (urgent && index === 0 ? 'primary' : 'secondary')
  return (
    <>
      {usable.map((way, index) =>
        // Not a <Link>: the address answers with the vendor's page, and must not be fetched ahead.
        way !== 'token' && (connection !== null || fieldsOf(fields, way).length === 0) ? (
          <a key={way} href={connectHref({ vendor, role, connection })} className={buttonClass(look(index))}>
            {words(way)}
          </a>
        ) : (
          <Button
            key={way}
            variant={look(index)}
            onClick={() => {
              setShown(way)
            }}
          >
            {words(way)}
            {way === 'token' && <span className="sr-only">, {label}</span>}
          </Button>
        ),
      )}
      {shown !== null && (
        <Suspense fallback={null}>
          <ConnectDialog
            vendor={vendor}
            label={label}
            way={shown}
            fields={fields}
            role={role}
            connection={connection}
            onClose={() => {
              setShown(null)
            }}
          />
        </Suspense>
      )}
    </>
  )
}
