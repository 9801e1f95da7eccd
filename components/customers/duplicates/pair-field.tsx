'use client'
// One field of the two records: a choice where they differ, plain words where there is none to make.
import clsx from 'clsx'
import { Check } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { useId } from 'react'
import { LongAddress } from '../long-address'
import { isSettled, type Picks, winningSide } from './pair-choices'
import type { FieldView, Side } from './pair-view'

type PairFieldProps = { field: FieldView; kept: Side; picks: Picks; onPick: (side: Side) => void }

const row = 'grid grid-cols-2 border-t border-line md:grid-cols-[160px_minmax(0,1fr)_minmax(0,1fr)]'
const heading = 'col-span-2 px-3 pt-2 text-xs text-muted md:col-span-1 md:py-3 md:text-sm'

export function PairField({ field, kept, picks, onPick }: PairFieldProps) {
  const t = useTranslations('duplicates')
  const group = useId()
  const winner = winningSide(field, kept, picks)
  if (field.left === field.right)
    return (
      <div className={row}>
        <p className={heading}>{field.label}</p>
        <p className="col-span-2 flex min-h-touch min-w-0 items-center px-3 break-words tabular-nums">{field.left}</p>
      </div>
    )
  const settled = isSettled(field)
  return (
    <fieldset className={row}>
      <legend className="sr-only">{field.label}</legend>
      <p aria-hidden className={heading}>
        {field.label}
      </p>
      {(['left', 'right'] as const).map((side) => {
        const value = field[side]
        const wins = winner === side
        const look = clsx(
          'relative flex min-h-touch min-w-0 items-center gap-2 border-line px-3 py-2 [overflow-wrap:anywhere] tabular-nums not-first:border-l max-md:[&:nth-child(3)]:border-l-0',
          wins ? 'font-medium' : 'text-muted',
        )
        if (settled)
          return (
            <p key={side} className={look}>
              {wins && <Check aria-hidden className="size-4 shrink-0 text-ok" />}
              <span className="min-w-0">{value === null ? t('empty.field') : <LongAddress value={value} />}</span>
              {wins && <span className="sr-only">{t('stays')}</span>}
            </p>
          )
        return (
          <label key={side} className={clsx(look, 'cursor-pointer hover:bg-sunken', wins && 'bg-ok-soft')}>
            <input
              type="radio"
              name={group}
              checked={wins}
              onChange={() => onPick(side)}
              className="size-4 shrink-0 accent-ink"
            />
            <span className="min-w-0">
              <LongAddress value={value ?? ''} />
            </span>
          </label>
        )
      })}
    </fieldset>
  )
}
