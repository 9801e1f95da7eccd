// Doublons, the surest first: the two records, and why they may be one person. The whole line opens the pair.
import { useTranslations } from 'next-intl'
import { Avatar } from '@/components/ui/avatar'
import { RowLink } from '@/components/ui/data-table'
import { formatPhone } from '@/components/ui/format-phone'
import type { DuplicateRow } from '@/lib/server/duplicates'
import { fullName } from '../customer-words'
import { pairPath } from './duplicate-paths'
import { byStrength, evidenceLine } from './evidence-words'
import { LikelihoodBadge } from './likelihood-badge'

const shownEvidence = 3

export function DuplicateList({ rows, country }: { rows: DuplicateRow[]; country: string }) {
  const t = useTranslations('duplicates')
  const customers = useTranslations('customers')
  const nameOf = (side: DuplicateRow['a']) => fullName(side) ?? customers('unknown')
  return (
    <ol aria-label={t('list')} className="overflow-hidden rounded border border-line bg-surface">
      {rows.map(({ a, b, score, evidence }) => (
        <li
          key={`${a.id} ${b.id}`}
          className="relative grid gap-x-4 gap-y-1 border-b border-line p-3 transition-colors last:border-b-0 focus-within:bg-sunken hover:bg-sunken md:grid-cols-[minmax(0,3fr)_minmax(0,2fr)_176px] md:items-center"
        >
          <div className="grid min-w-0 grid-cols-2 gap-3">
            <RowLink
              href={pairPath(a.id, b.id)}
              prefetch={false}
              data-row-link={`${a.id} ${b.id}`}
              aria-label={t('open', { one: nameOf(a), other: nameOf(b) })}
              className="min-w-0 font-normal"
            >
              <Person side={a} name={nameOf(a)} country={country} />
            </RowLink>
            <Person side={b} name={nameOf(b)} country={country} />
          </div>
          <p className="text-muted">
            {byStrength(evidence)
              .map((one) => evidenceLine(one, t, country))
              .filter(({ speaksFor }) => speaksFor)
              .slice(0, shownEvidence)
              .map(({ text }) => text)
              .join(' · ')}
          </p>
          <div className="justify-self-start md:justify-self-end">
            <LikelihoodBadge score={score} />
          </div>
        </li>
      ))}
    </ol>
  )
}

function Person({ side, name, country }: { side: DuplicateRow['a']; name: string; country: string }) {
  const reach = [side.phone === null ? null : formatPhone(side.phone, country), side.email].filter((one) => one !== null)
  return (
    <span className="flex min-w-0 items-center gap-2">
      <Avatar name={fullName(side)} seed={side.id} size="sm" className="max-sm:hidden" />
      <span className="min-w-0">
        <span className="block truncate font-medium">{name}</span>
        <span className="block truncate text-xs text-muted tabular-nums">{reach[0] ?? '–'}</span>
      </span>
    </span>
  )
}
