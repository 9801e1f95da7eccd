'use client'
// Finds a customer from anywhere: `/` reaches it, Enter opens the list. On the list itself it looks while one types
// and keeps the filters. Works before its script does.
import { LoaderCircle, Search } from 'lucide-react'
import { useTranslations } from 'next-intl'
import Form from 'next/form'
import { usePathname, useRouter, useSearchParams } from 'next/navigation'
import { type ChangeEvent, useEffect, useRef, useTransition } from 'react'
import { ShortcutKeys } from '@/components/keys/shortcut-keys'
import { ariaKeys } from '@/components/keys/shortcuts'
import { useShortcuts } from '@/components/keys/use-shortcuts'
import { Input } from '@/components/ui/input'

const list = '/dashboard/customers'
/** What stays when one looks for something else; the place in the list and its order do not. */
const kept = ['segment', 'tag', 'where', 'columns', 'size', 'view']
const wait = 250

export function SearchField() {
  const t = useTranslations('nav.search')
  const params = useSearchParams()
  const onList = usePathname() === list
  const router = useRouter()
  const [pending, start] = useTransition()
  const query = params.get('query') ?? ''
  const input = useRef<HTMLInputElement>(null)
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  const filters = onList ? [...params].filter(([name]) => kept.includes(name)) : []
  useShortcuts({
    search: () => {
      input.current?.focus()
      input.current?.select()
    },
  })
  useEffect(() => {
    // The address changed by other means (a chip, the back button); what is being typed is left alone.
    if (input.current !== null && document.activeElement !== input.current) input.current.value = query
  }, [query])
  const onChange = (event: ChangeEvent<HTMLInputElement>) => {
    if (!onList) return
    const typed = event.target.value.trim()
    clearTimeout(timer.current)
    timer.current = setTimeout(() => {
      const next = new URLSearchParams([...(typed === '' ? [] : [['query', typed]]), ...filters])
      start(() => {
        // A bare address would open the view that the person begins with.
        router.replace(next.size === 0 ? `${list}?view=all` : `${list}?${next}`)
      })
    }, wait)
  }
  return (
    <Form action={list} role="search" className="relative w-full max-w-form" onSubmit={() => clearTimeout(timer.current)}>
      {pending ? (
        <LoaderCircle aria-hidden className="pointer-events-none absolute top-1/2 left-3 -mt-2 size-4 animate-spin text-muted" />
      ) : (
        <Search aria-hidden className="pointer-events-none absolute top-1/2 left-3 -mt-2 size-4 text-muted" />
      )}
      <Input
        ref={input}
        quiet
        type="search"
        name="query"
        defaultValue={query}
        aria-label={t('label')}
        aria-keyshortcuts={ariaKeys('search')}
        placeholder={t('placeholder')}
        autoComplete="off"
        maxLength={200}
        className="pr-3 pl-9 md:pr-9"
        onChange={onChange}
        onKeyDown={(event) => {
          if (event.key === 'Escape') event.currentTarget.blur()
        }}
      />
      {filters.map(([name, value]) => (
        <input key={`${name}=${value}`} type="hidden" name={name} value={value} />
      ))}
      <span aria-hidden className="pointer-events-none absolute inset-y-0 right-2 flex items-center">
        <ShortcutKeys id="search" />
      </span>
    </Form>
  )
}
