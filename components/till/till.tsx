'use client'
// The till: one big field that finds while one types, the best match chosen already, and Enter opens it.
import { UserPlus } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { useSearchParams } from 'next/navigation'
import { useEffect, useId, useRef, useState } from 'react'
import { listPath } from '@/components/customers/list-url'
import { newCustomerHref } from '@/components/customers/new-customer-href'
import { ariaKeys } from '@/components/keys/shortcuts'
import { useShortcuts } from '@/components/keys/use-shortcuts'
import { ButtonLink } from '@/components/ui/button-link'
import { askedFor, type Choice, chosenLine, createLine, lineAfterWaiting, movedLine } from './choice'
import type { TillAnswer } from './till-card'
import { TillField } from './till-field'
import { TillKeys } from './till-keys'
import { TillResults } from './till-results'
import { useFoundCustomers } from './use-found-customers'

type TillProps = { initial: TillAnswer; mayCreate: boolean; timeZone: string }

const tillPath = '/dashboard/till'

export function Till({ initial, mayCreate, timeZone }: TillProps) {
  const t = useTranslations('till')
  const id = useId()
  const params = useSearchParams()
  const [typed, setTyped] = useState(() => params.get('query') ?? initial.query)
  const query = askedFor(typed)
  const { state, answer, retry } = useFoundCustomers(query, initial)
  const [choice, setChoice] = useState<Choice | null>(null)
  const field = useRef<HTMLInputElement>(null)
  const newLink = useRef<HTMLAnchorElement>(null)
  /** The text whose Enter came before its answer. */
  const waiting = useRef<string | null>(null)

  const cards = answer?.cards ?? []
  const lines = [...cards.map((card) => card.id), ...(mayCreate && query !== '' ? [createLine] : [])]
  const chosen = state === 'found' ? chosenLine(lines, choice, query) : null
  const lineId = (line: string) => `${id}-${line}`
  const press = (line: string) => document.getElementById(lineId(line))?.click()

  const move = (step: 1 | -1) => {
    const line = movedLine(lines, chosen, step)
    if (state !== 'found' || line === null) return
    setChoice({ query, line })
    document.getElementById(lineId(line))?.scrollIntoView({ block: 'nearest' })
  }
  const open = () => {
    if (state === 'found') return chosen === null ? undefined : press(chosen)
    waiting.current = query
    if (state === 'failed') retry()
  }
  useEffect(() => {
    if (state !== 'found') return
    // Coming back finds the same cards again.
    window.history.replaceState(null, '', query === '' ? tillPath : `${tillPath}?${new URLSearchParams({ query })}`)
    const line = waiting.current === query ? lineAfterWaiting(lines) : null
    waiting.current = null
    if (line !== null) press(line)
    // Only a new answer counts; the lines are those of its rendering.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [state, query])

  useShortcuts({
    search: () => {
      field.current?.focus()
      field.current?.select()
    },
    down: null,
    up: null,
    open: null,
    clear: null,
    ...(mayCreate ? { create: () => newLink.current?.click(), createTyped: () => newLink.current?.click() } : {}),
  })
  return (
    <div className="mx-auto max-w-page">
      <header className="mb-2 flex h-touch items-center justify-between gap-3">
        <h1 className="text-lg font-semibold tracking-tight">{t('title')}</h1>
        {mayCreate && (
          <ButtonLink
            ref={newLink}
            href={newCustomerHref(typed)}
            prefetch={false}
            icon={<UserPlus aria-hidden className="size-4" />}
            aria-keyshortcuts={[ariaKeys('createTyped'), ariaKeys('create')].join(' ')}
          >
            {t('new')}
          </ButtonLink>
        )}
      </header>
      <TillField
        ref={field}
        typed={typed}
        searching={state === 'searching'}
        listId={lines.length > 0 && state !== 'failed' ? id : null}
        chosenId={chosen === null ? null : lineId(chosen)}
        onType={setTyped}
        onMove={move}
        onOpen={open}
      />
      <TillKeys mayCreate={mayCreate} />
      <TillResults
        id={id}
        state={state}
        query={query}
        typed={typed}
        cards={cards}
        chosen={chosen}
        lineId={lineId}
        mayCreate={mayCreate}
        timeZone={timeZone}
        moreHref={answer?.more === true && query !== '' ? `${listPath}?${new URLSearchParams({ query })}` : null}
        onRetry={retry}
      />
    </div>
  )
}
