'use client'
// What the Fil shows: words to find in it and kinds of events. Both are in the address; neither touches what is being typed.
import clsx from 'clsx'
import { LoaderCircle, Search } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { useRouter } from 'next/navigation'
import { type ChangeEvent, useEffect, useRef, useTransition } from 'react'
import { Input } from '@/components/ui/input'
import { type TimelineKind, timelineKinds } from '@/lib/customers/timeline'
import { recordHref, type TimelineState } from '../timeline-state'

const wait = 250

export function TimelineFilter({ customerId, state }: { customerId: string; state: TimelineState }) {
  const t = useTranslations('timeline')
  const router = useRouter()
  const [pending, start] = useTransition()
  const input = useRef<HTMLInputElement>(null)
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  useEffect(() => {
    if (input.current !== null && document.activeElement !== input.current) input.current.value = state.find
  }, [state.find])
  useEffect(() => () => clearTimeout(timer.current), [])

  const go = (change: Partial<TimelineState>) => {
    clearTimeout(timer.current)
    start(() => {
      const find = input.current?.value.trim() ?? state.find
      router.replace(recordHref(customerId, { ...state, find, ...change }), { scroll: false })
    })
  }
  const onChange = (event: ChangeEvent<HTMLInputElement>) => {
    const find = event.target.value.trim()
    clearTimeout(timer.current)
    timer.current = setTimeout(() => {
      go({ find })
    }, wait)
  }
  const toggle = (kind: TimelineKind) => {
    const kinds = state.kinds.includes(kind) ? state.kinds.filter((one) => one !== kind) : [...state.kinds, kind]
    go({ kinds: timelineKinds.filter((one) => kinds.includes(one)) })
  }
  return (
    <form
      role="search"
      aria-label={t('filter.label')}
      aria-busy={pending || undefined}
      className="mb-2 flex flex-col gap-2"
      onSubmit={(event) => {
        event.preventDefault()
        go({})
      }}
    >
      <div className="relative">
        {pending ? (
          <LoaderCircle
            aria-hidden
            className="pointer-events-none absolute top-1/2 left-3 -mt-2 size-4 animate-spin text-muted"
          />
        ) : (
          <Search aria-hidden className="pointer-events-none absolute top-1/2 left-3 -mt-2 size-4 text-muted" />
        )}
        <Input
          ref={input}
          quiet
          type="search"
          name="find"
          defaultValue={state.find}
          aria-label={t('filter.find')}
          placeholder={t('filter.find')}
          autoComplete="off"
          maxLength={200}
          className="pl-9"
          onChange={onChange}
          onKeyDown={(event) => {
            if (event.key !== 'Escape' || event.currentTarget.value === '') return
            event.preventDefault()
            event.stopPropagation()
            event.currentTarget.value = ''
            go({ find: '' })
          }}
        />
      </div>
      <div
        role="group"
        aria-label={t('filter.kinds')}
        className="-mx-4 flex gap-1 overflow-x-auto px-4 py-1 md:mx-0 md:flex-wrap md:overflow-visible md:px-0"
      >
        <Chip pressed={state.kinds.length === 0} onClick={() => go({ kinds: [] })}>
          {t('kind.all')}
        </Chip>
        {timelineKinds.map((kind) => (
          <Chip key={kind} pressed={state.kinds.includes(kind)} onClick={() => toggle(kind)}>
            {t(`kind.${kind}`)}
          </Chip>
        ))}
      </div>
    </form>
  )
}

function Chip({ pressed, onClick, children }: { pressed: boolean; onClick: () => void; children: string }) {
  return (
    <button
      type="button"
      aria-pressed={pressed}
      onClick={onClick}
      className={clsx(
        'h-touch shrink-0 rounded-full border px-3 whitespace-nowrap transition-colors',
        pressed ? 'border-ink bg-ink text-canvas' : 'border-line bg-surface text-muted hover:border-control hover:text-ink',
      )}
    >
      {children}
    </button>
  )
}
