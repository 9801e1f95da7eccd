'use client'
// Finds a customer from anywhere: `/` or ⌘K reaches it, Enter opens the list. Works before its script does.
import { Search } from 'lucide-react'
import { useTranslations } from 'next-intl'
import Form from 'next/form'
import { useSearchParams } from 'next/navigation'
import { useEffect, useRef } from 'react'
import { Input } from '@/components/ui/input'
import { Kbd } from '@/components/ui/kbd'

const isTyping = (target: EventTarget | null) =>
  target instanceof HTMLElement && (target.isContentEditable || target.matches('input, textarea, select'))

export function SearchField() {
  const t = useTranslations('nav.search')
  const query = useSearchParams().get('query') ?? ''
  const input = useRef<HTMLInputElement>(null)
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const slash = event.key === '/' && !event.metaKey && !event.ctrlKey && !event.altKey && !isTyping(event.target)
      const command = event.key.toLowerCase() === 'k' && (event.metaKey || event.ctrlKey)
      if (!slash && !command) return
      event.preventDefault()
      input.current?.focus()
      input.current?.select()
    }
    window.addEventListener('keydown', onKey)
    return () => {
      window.removeEventListener('keydown', onKey)
    }
  }, [])
  return (
    <Form action="/dashboard/customers" role="search" className="relative w-full max-w-form">
      <Search aria-hidden className="pointer-events-none absolute top-1/2 left-3 size-4 -translate-y-1/2 text-muted" />
      <Input
        key={query}
        ref={input}
        quiet
        type="search"
        name="query"
        defaultValue={query}
        aria-label={t('label')}
        placeholder={t('placeholder')}
        autoComplete="off"
        className="pr-3 pl-9 md:pr-9"
        onKeyDown={(event) => {
          if (event.key === 'Escape') event.currentTarget.blur()
        }}
      />
      <span aria-hidden className="pointer-events-none absolute inset-y-0 right-2 flex items-center">
        <Kbd>/</Kbd>
      </span>
    </Form>
  )
}
