'use client'
// A searchable menu of everything a customer can be filtered by, in groups; arrows and Enter while the cursor stays in the search.
import { Search } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { type KeyboardEvent, useId, useState } from 'react'
import { isRuleField, type RuleField } from '@/lib/customers/rule-fields'
import { informationLabel } from '../customer-words'
import { fieldGroupNames, fieldGroups } from './field-groups'

type Option = { field: RuleField; label: string }
type FieldPickerProps = {
  /** Keys of the shop's own information. */
  own: string[]
  hasSystems: boolean
  without?: readonly RuleField[] | undefined
  onPick: (field: RuleField) => void
}

const folded = (text: string): string => text.normalize('NFD').replace(/\p{M}/gu, '').toLocaleLowerCase()

export function FieldPicker({ own, hasSystems, without = [], onPick }: FieldPickerProps) {
  const t = useTranslations('filters')
  const id = useId()
  const [query, setQuery] = useState('')
  const [active, setActive] = useState(0)
  const groups = useGroups(own, hasSystems, without, query)
  const options = groups.flatMap((group) => group.options)
  const current = options[Math.min(active, options.length - 1)]

  const onKeyDown = (event: KeyboardEvent) => {
    const steps: Record<string, number> = {
      ArrowDown: active + 1,
      ArrowUp: active - 1,
      Home: 0,
      End: options.length - 1,
    }
    const next = steps[event.key]
    if (next !== undefined && options.length > 0) {
      event.preventDefault()
      const at = (next + options.length) % options.length
      setActive(at)
      document.getElementById(`${id}-${String(at)}`)?.scrollIntoView({ block: 'nearest' })
    }
    if (event.key === 'Enter' && current !== undefined) {
      event.preventDefault()
      onPick(current.field)
    }
  }
  return (
    <>
      <div className="relative border-b border-line">
        <Search aria-hidden className="pointer-events-none absolute top-1/2 left-3 size-4 -translate-y-1/2 text-muted" />
        <input
          role="combobox"
          aria-expanded="true"
          aria-controls={`${id}-list`}
          aria-activedescendant={current === undefined ? undefined : `${id}-${String(options.indexOf(current))}`}
          aria-label={t('searchLabel')}
          placeholder={t('search')}
          autoComplete="off"
          spellCheck={false}
          maxLength={120}
          value={query}
          onChange={(event) => {
            setQuery(event.target.value)
            setActive(0)
          }}
          onKeyDown={onKeyDown}
          className="h-row w-full bg-transparent pr-3 pl-9 text-base outline-none placeholder:text-muted sm:text-sm"
        />
      </div>
      <div id={`${id}-list`} role="listbox" aria-label={t('searchLabel')} className="min-h-0 flex-1 overflow-y-auto p-1">
        {groups.map(({ name, label, options: members }) => (
          <div key={name} role="group" aria-labelledby={`${id}-${name}`}>
            <div id={`${id}-${name}`} className="px-2 pt-2 pb-1 text-xs font-medium text-muted">
              {label}
            </div>
            {members.map((option) => {
              const at = options.indexOf(option)
              return (
                <div
                  key={option.field}
                  id={`${id}-${String(at)}`}
                  role="option"
                  aria-selected={option === current}
                  className="flex min-h-touch cursor-pointer items-center rounded-sm px-2 aria-selected:bg-sunken"
                  onPointerMove={() => {
                    setActive(at)
                  }}
                  onClick={() => {
                    onPick(option.field)
                  }}
                >
                  <span className="truncate">{option.label}</span>
                </div>
              )
            })}
          </div>
        ))}
      </div>
      {options.length === 0 && (
        <p role="status" className="px-3 pb-3 text-muted">
          {t('nothing')}
        </p>
      )}
    </>
  )
}

/** What matches `query`, by any part of a name or of its group's; a name nobody knows is offered as the shop's own information. */
function useGroups(own: string[], hasSystems: boolean, without: readonly RuleField[], query: string) {
  const t = useTranslations('filters')
  const customers = useTranslations('customers')
  const wanted = folded(query.trim())
  const matches = (group: string) => (option: Option) => folded(option.label).includes(wanted) || folded(group).includes(wanted)
  const fixed = fieldGroupNames
    .filter((name) => name !== 'systems' || hasSystems)
    .map((name) => {
      const label = t(`groups.${name}`)
      const options = fieldGroups[name]
        .filter((field) => !without.includes(field))
        .map((field): Option => ({ field, label: t(`fields.${field}`) }))
      return { name, label, options: options.filter(matches(label)) }
    })
  const label = t('groups.own')
  const known = own.flatMap((key): Option[] => {
    const field = `info.${key}`
    return isRuleField(field) ? [{ field, label: informationLabel(customers, key) }] : []
  })
  const found = known.filter(matches(label))
  const typed = `info.${query.trim()}`
  if (wanted !== '' && found.length === 0 && fixed.every(({ options }) => options.length === 0) && isRuleField(typed))
    found.push({ field: typed, label: t('ownNamed', { name: query.trim() }) })
  return [...fixed, { name: 'own', label, options: found }].filter(({ options }) => options.length > 0)
}
