// On the Fiche: who this customer may be entered a second time as, why, and the way to look at the two.
import { Users } from 'lucide-react'
import { useTranslations } from 'next-intl'
import Link from 'next/link'
import { Card } from '@/components/ui/card'
import { buttonClass } from '@/components/ui/button-class'
import type { DuplicateOfCustomer } from '@/lib/server/duplicates'
import { fullName } from '../customer-words'
import { pairPath } from './duplicate-paths'
import { byStrength, evidenceLine } from './evidence-words'
import { LikelihoodBadge } from './likelihood-badge'

type PossibleDuplicatesProps = { customerId: string; found: DuplicateOfCustomer[]; country: string }

export function PossibleDuplicates({ customerId, found, country }: PossibleDuplicatesProps) {
  const t = useTranslations('duplicates')
  const customers = useTranslations('customers')
  if (found.length === 0) return null
  return (
    <Card title={t('possible', { count: found.length })}>
      <ul className="flex flex-col gap-4">
        {found.map(({ other, score, evidence }) => {
          const name = fullName(other) ?? customers('unknown')
          return (
            <li key={other.id} className="flex flex-col items-start gap-2">
              <p className="font-medium">{name}</p>
              <LikelihoodBadge score={score} />
              <ul className="text-muted">
                {byStrength(evidence)
                  .map((one) => evidenceLine(one, t, country))
                  .filter(({ speaksFor }) => speaksFor)
                  .map(({ text, values }) => (
                    <li key={text} className="break-words">
                      {text}
                      {values !== null && <span className="tabular-nums">{t('values', { values })}</span>}
                    </li>
                  ))}
              </ul>
              <Link href={pairPath(customerId, other.id)} aria-label={t('lookAt', { name })} className={buttonClass()}>
                {t('look')}
              </Link>
            </li>
          )
        })}
      </ul>
    </Card>
  )
}

/** The same in one line, for the phone, where the cards stand behind a tab. */
export function PossibleDuplicateLine({ customerId, found }: Omit<PossibleDuplicatesProps, 'country'>) {
  const t = useTranslations('duplicates')
  const customers = useTranslations('customers')
  const first = found[0]
  if (first === undefined) return null
  return (
    <Link
      href={pairPath(customerId, first.other.id)}
      className="mb-3 flex min-h-row items-center gap-2 rounded bg-warn-soft px-3 py-2 md:hidden"
    >
      <Users aria-hidden className="size-4 shrink-0 text-warn" />
      <span className="min-w-0 flex-1">
        {t('possible', { count: found.length })}{' '}
        <span className="font-medium">{fullName(first.other) ?? customers('unknown')}</span>
      </span>
    </Link>
  )
}
