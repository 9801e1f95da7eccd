'use client'
// A menu. Its script (and the positioning it needs) is fetched when a hand nears the button, not with the page.
import { lazy, Suspense, useState, type ReactNode } from 'react'

export type MenuEntry =
  | { kind: 'separator' }
  | { kind: 'heading'; label: string }
  | {
      kind?: 'item'
      label: string
      icon?: ReactNode
      hint?: string | undefined
      href?: string | undefined
      onSelect?: (() => void) | undefined
      /** Given, the entry is one of a choice and shows whether it is in force. */
      checked?: boolean | undefined
      danger?: boolean | undefined
      disabled?: boolean | undefined
    }

export type MenuProps = {
  /** Spoken name of the button when its content has no words. */
  label?: string | undefined
  /** What the button shows; its look comes from `triggerClass` (see buttonClass). */
  trigger: ReactNode
  triggerClass?: string | undefined
  entries: MenuEntry[]
  align?: 'start' | 'end' | undefined
}

const load = () => import('./menu-content')
const OpenMenu = lazy(load)

export function Menu(props: MenuProps) {
  const [wanted, setWanted] = useState(false)
  const near = () => void load()
  const closed = (
    <button
      type="button"
      aria-haspopup="menu"
      aria-expanded="false"
      aria-label={props.label}
      title={props.label}
      className={props.triggerClass}
      onPointerEnter={near}
      onFocus={near}
      onClick={() => {
        setWanted(true)
      }}
      onKeyDown={(event) => {
        if (event.key === 'ArrowDown') {
          event.preventDefault()
          setWanted(true)
        }
      }}
    >
      {props.trigger}
    </button>
  )
  if (!wanted) return closed
  return (
    <Suspense fallback={closed}>
      <OpenMenu {...props} />
    </Suspense>
  )
}
