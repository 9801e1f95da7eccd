'use client'
// Panels of which one shows. `phoneOnly`: on a wider screen all of them stand side by side and the tabs are gone.
import clsx from 'clsx'
import { type KeyboardEvent, type ReactNode, useId, useState } from 'react'

type Panel = { id: string; label: ReactNode; className?: string; content: ReactNode }
type PanelTabsProps = { label: string; panels: Panel[]; first: string; phoneOnly?: boolean; className?: string }

export function PanelTabs({ label, panels, first, phoneOnly = false, className }: PanelTabsProps) {
  const [shown, setShown] = useState(first)
  const base = useId()
  const onKeyDown = (event: KeyboardEvent<HTMLDivElement>) => {
    const step = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0
    if (step === 0) return
    const at = panels.findIndex(({ id }) => id === shown)
    const next = panels[(at + step + panels.length) % panels.length]
    if (next === undefined) return
    event.preventDefault()
    setShown(next.id)
    event.currentTarget.querySelector<HTMLElement>(`[data-tab="${next.id}"]`)?.focus()
  }
  return (
    <>
      <div
        role="tablist"
        aria-label={label}
        onKeyDown={onKeyDown}
        className={clsx(
          'mb-3 flex gap-4 border-b border-line',
          phoneOnly && 'sticky top-bar z-10 -mx-4 bg-canvas px-4 md:hidden',
        )}
      >
        {panels.map(({ id, label: words }) => (
          <button
            key={id}
            type="button"
            role="tab"
            id={`${base}-tab-${id}`}
            data-tab={id}
            aria-selected={id === shown}
            aria-controls={`${base}-${id}`}
            tabIndex={id === shown ? 0 : -1}
            onClick={() => {
              setShown(id)
            }}
            className={clsx(
              'h-row border-b-2 whitespace-nowrap',
              phoneOnly && 'flex-1',
              id === shown ? 'border-ink font-medium text-ink' : 'border-transparent text-muted hover:text-ink',
            )}
          >
            {words}
          </button>
        ))}
      </div>
      <div className={className}>
        {panels.map(({ id, className: own, content }) => (
          <div
            key={id}
            id={`${base}-${id}`}
            role={phoneOnly ? undefined : 'tabpanel'}
            aria-labelledby={phoneOnly ? undefined : `${base}-tab-${id}`}
            className={clsx(own, id !== shown && (phoneOnly ? 'max-md:hidden' : 'hidden'))}
          >
            {content}
          </div>
        ))}
      </div>
    </>
  )
}
