'use client'
// Fields that Coccinelle uses and the other system does not have: named, and made there where that can be done from here.
import { useRouter } from 'next/navigation'
import { useTranslations } from 'next-intl'
import { useTransition } from 'react'
import { prepareFields } from '@/app/dashboard/settings/crm/[connectionId]/mapping/actions'
import { Button } from '@/components/ui/button'
import { Notice } from '@/components/ui/notice'
import { toast } from '@/components/ui/toast'
import type { MissingField } from '@/lib/customers/field-catalogue'
import { Disclosure } from '../disclosure'

type MissingFieldsProps = { connectionId: string; label: string; missing: MissingField[]; mayWrite: boolean }

export function MissingFields({ connectionId, label, missing, mayWrite }: MissingFieldsProps) {
  const t = useTranslations('settings.crm')
  const router = useRouter()
  const [pending, start] = useTransition()
  const create = () => {
    start(async () => {
      const result = await prepareFields({ connectionId }).catch(() => null)
      if (result?.ok !== true) return toast({ tone: 'danger', title: result?.message ?? t('unreachable') })
      const left = result.data.missing.length
      toast({
        tone: left === 0 ? 'ok' : 'info',
        title: t('mapping.missing.created', { count: left, label }),
        description: left === 0 ? undefined : t('mapping.missing.byHand', { label }),
      })
      router.refresh()
    })
  }
  if (missing.length === 0) return null
  return (
    <Notice
      tone="warn"
      title={t('mapping.missing.title', { count: missing.length, label })}
      action={
        mayWrite ? (
          <Button loading={pending} onClick={create}>
            {t('mapping.missing.create')}
          </Button>
        ) : undefined
      }
    >
      <p>{t('mapping.missing.body')}</p>
      {missing.length <= 4 ? (
        <Names missing={missing} />
      ) : (
        <Disclosure summary={t('mapping.missing.show')}>
          <Names missing={missing} />
        </Disclosure>
      )}
    </Notice>
  )
}

function Names({ missing }: { missing: MissingField[] }) {
  const t = useTranslations('settings.crm.mapping.missing')
  return (
    <ul className="mt-1 flex flex-col gap-1">
      {missing.map(({ name, why }) => (
        <li key={name}>
          <code className="font-mono text-xs break-all">{name}</code> <span className="text-muted">{t(`why.${why}`)}</span>
        </li>
      ))}
    </ul>
  )
}
