'use client'
// Each condition as a chip: its words open the editor, × takes it away. Applying only changes the address.
import { ListFilter, X } from 'lucide-react'
import { useTranslations } from 'next-intl'
import Link from 'next/link'
import { useRouter } from 'next/navigation'
import { type ReactNode, useTransition } from 'react'
import { buttonClass } from '@/components/ui/button-class'
import type { RuleCondition } from '@/lib/customers/rule'
import { conditionsOf, isFiltered, listHref, type ListState, stateOf } from '../list-url'
import { RulePopover } from '../rule/rule-popover'

type FilterChipsProps = {
  state: ListState
  currency: string
  /** One a condition, in the state's order. */
  sentences: string[]
}

const addId = 'add-filter'

export function FilterChips({ state, currency, sentences }: FilterChipsProps) {
  const t = useTranslations('customers.list')
  const f = useTranslations('filters')
  const router = useRouter()
  const [pending, start] = useTransition()
  const conditions = conditionsOf(state)
  const href = (next: RuleCondition[]) => listHref(state, stateOf(next))
  const go = (next: RuleCondition[]) => {
    start(() => {
      router.push(href(next), { scroll: false })
    })
  }
  const chips = conditions.length + (state.query === '' ? 0 : 1)
  return (
    <div aria-busy={pending || undefined} className="contents">
      <span id={addId} tabIndex={-1} className="flex rounded">
        <RulePopover
          title={f('addLabel')}
          triggerClass={buttonClass('secondary')}
          trigger={
            <>
              <ListFilter aria-hidden className="size-4" />
              {f('add')}
              {chips > 0 && (
                <span aria-hidden className="text-muted tabular-nums md:hidden">
                  {chips}
                </span>
              )}
            </>
          }
          condition={null}
          currency={currency}
          onApply={(made) => {
            go([...conditions, made])
          }}
        />
      </span>
      {chips > 0 && (
        <ul aria-label={t('filters')} className="contents">
          {state.query !== '' && (
            <Chip label={t('queryIs', { query: state.query })} removeHref={listHref(state, { query: '' })}>
              <span className="truncate pl-3">{t('queryIs', { query: state.query })}</span>
            </Chip>
          )}
          {conditions.map((condition, at) => {
            const sentence = sentences[at] ?? ''
            return (
              // By its place: what is edited stays the same chip, and keeps the focus.
              <Chip key={at} label={sentence} removeHref={href(conditions.filter((_, other) => other !== at))}>
                <RulePopover
                  title={f('edit', { filter: sentence })}
                  label={f('edit', { filter: sentence })}
                  triggerClass="h-touch min-w-0 truncate rounded-sm pl-3 text-left"
                  trigger={sentence}
                  condition={condition}
                  currency={currency}
                  onApply={(made) => {
                    go(conditions.map((one, other) => (other === at ? made : one)))
                  }}
                />
              </Chip>
            )
          })}
        </ul>
      )}
      {isFiltered(state) && chips > 1 && (
        <Link
          href={listHref(state, { query: '', segment: null, tags: [], where: [] })}
          scroll={false}
          onClick={focusAdd}
          className={buttonClass('ghost', 'text-muted')}
        >
          {t('clear')}
        </Link>
      )}
    </div>
  )
}

/** What was pressed is about to go: the next stop is the button that adds. */
const focusAdd = () => document.getElementById(addId)?.querySelector('button')?.focus()

function Chip({ label, removeHref, children }: { label: string; removeHref: string; children: ReactNode }) {
  const t = useTranslations('customers.list')
  return (
    <li className="flex max-w-full items-center rounded max-md:shrink-0 md:min-w-0 border border-line bg-sunken">
      {children}
      <Link
        href={removeHref}
        scroll={false}
        onClick={focusAdd}
        aria-label={t('removeFilter', { filter: label })}
        className="flex h-touch w-touch shrink-0 items-center justify-center rounded text-muted hover:text-ink"
      >
        <X aria-hidden className="size-4" />
      </Link>
    </li>
  )
}
