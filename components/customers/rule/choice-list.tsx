'use client'
// Boxes to tick, with a search when there are many; Space ticks, Enter applies the form around it.
import { useTranslations } from 'next-intl'
import { useState } from 'react'
import { Button } from '@/components/ui/button'
import { Checkbox } from '@/components/ui/checkbox'
import { Input } from '@/components/ui/input'
import { Skeleton } from '@/components/ui/skeleton'
import type { ChoiceOption } from './use-options'

type ChoiceListProps = {
  label: string
  /** undefined while they are read, null when they could not be. */
  options: ChoiceOption[] | null | undefined
  chosen: string[]
  onChoose: (chosen: string[]) => void
  onRetry: () => void
}

/** More than these are searched. */
const fewOptions = 8
const mostShown = 100
/** Room for six, whatever comes. */
const room = 'flex min-h-48 flex-col'

export function ChoiceList({ label, options, chosen, onChoose, onRetry }: ChoiceListProps) {
  const t = useTranslations('filters')
  const [query, setQuery] = useState('')
  if (options === undefined)
    return (
      <div aria-busy="true" className={`${room} gap-4 pt-2`}>
        {Array.from({ length: 4 }, (_, line) => (
          <Skeleton key={line} className="h-4 w-40" />
        ))}
      </div>
    )
  if (options === null)
    return (
      <div role="alert" className={`${room} items-start gap-2`}>
        <p className="text-muted">{t('unavailable')}</p>
        <Button onClick={onRetry}>{t('retry')}</Button>
      </div>
    )
  if (options.length === 0) return <p className="text-muted">{t('noChoices')}</p>
  const wanted = query.trim().toLocaleLowerCase()
  const found = options.filter((option) => option.label.toLocaleLowerCase().includes(wanted)).slice(0, mostShown)
  const turn = (value: string) => {
    onChoose(chosen.includes(value) ? chosen.filter((other) => other !== value) : [...chosen, value])
  }
  return (
    <>
      {options.length > fewOptions && (
        <Input
          data-value
          type="search"
          className="shrink-0"
          aria-label={t('searchChoices')}
          placeholder={t('searchChoices')}
          autoComplete="off"
          value={query}
          onChange={(event) => {
            setQuery(event.target.value)
          }}
          onKeyDown={(event) => {
            // While something is looked for, Enter takes the first that is found.
            if (event.key !== 'Enter' || wanted === '') return
            event.preventDefault()
            if (found[0] !== undefined) turn(found[0].value)
            setQuery('')
          }}
        />
      )}
      <div role="group" aria-label={label} className="-mx-1 max-h-60 min-h-0 overflow-y-auto px-1">
        {found.map(({ value, label: words, hint }) => (
          <Checkbox
            key={value}
            {...(options.length > fewOptions ? {} : { 'data-value': true })}
            label={
              <span className="flex items-baseline gap-2">
                <span className="min-w-0 break-words">{words}</span>
                {hint !== undefined && <span className="text-xs text-muted tabular-nums">{hint}</span>}
              </span>
            }
            checked={chosen.includes(value)}
            onChange={() => {
              turn(value)
            }}
          />
        ))}
        {found.length === 0 && (
          <p role="status" className="py-2 text-muted">
            {t('noSuchChoice')}
          </p>
        )}
      </div>
    </>
  )
}
