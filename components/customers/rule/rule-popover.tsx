'use client'
// A button that opens the editor of one condition. The editor (and the schemas it needs) is fetched when a hand nears it.
import { lazy, type ReactNode, Suspense, useState } from 'react'
import type { RuleCondition } from '@/lib/customers/rule'
import type { RuleField } from '@/lib/customers/rule-fields'

export type RulePopoverProps = {
  /** What the button shows; its look comes from `triggerClass`. */
  trigger: ReactNode
  triggerClass: string
  /** Spoken name of the button when its content is not enough. */
  label?: string | undefined
  /** Name of the panel. */
  title: string
  /** null: a new one, which begins with the choice of a field. */
  condition: RuleCondition | null
  /** The shop's. */
  currency: string
  /** Fields that are not on offer. */
  without?: readonly RuleField[] | undefined
  onApply: (condition: RuleCondition) => void
}

const load = () => import('./rule-editor')
const Editor = lazy(load)

export function RulePopover(props: RulePopoverProps) {
  const [wanted, setWanted] = useState(false)
  const near = () => void load()
  const closed = (
    <button
      type="button"
      aria-haspopup="dialog"
      aria-expanded="false"
      aria-label={props.label}
      className={props.triggerClass}
      onPointerEnter={near}
      onFocus={near}
      onClick={() => {
        setWanted(true)
      }}
    >
      {props.trigger}
    </button>
  )
  if (!wanted) return closed
  return (
    <Suspense fallback={closed}>
      <Editor {...props} />
    </Suspense>
  )
}
