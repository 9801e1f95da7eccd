'use client'
// The part of RulePopover that is loaded on demand; it starts open: first the field, then the question about it.
import * as Radix from 'radix-ui/popover'
import { useEffect, useState } from 'react'
import type { RuleField } from '@/lib/customers/rule-fields'
import { ConditionForm } from './condition-form'
import { FieldPicker } from './field-picker'
import { fetchFilterChoices, type FilterChoices } from './filter-choices'
import type { RulePopoverProps } from './rule-popover'

export default function RuleEditor({
  trigger,
  triggerClass,
  label,
  title,
  condition,
  currency,
  without,
  onApply,
}: RulePopoverProps) {
  const [open, setOpen] = useState(true)
  return (
    <Radix.Root open={open} onOpenChange={setOpen}>
      <Radix.Trigger aria-label={label} className={triggerClass}>
        {trigger}
      </Radix.Trigger>
      <Radix.Portal>
        <Radix.Content
          aria-label={title}
          align="start"
          sideOffset={4}
          collisionPadding={8}
          className="z-float flex max-h-[min(var(--radix-popover-content-available-height),440px)] w-80 max-w-[calc(100vw-16px)] animate-fade-in flex-col overflow-hidden rounded border border-line bg-raised shadow-float"
        >
          <Steps
            condition={condition}
            currency={currency}
            without={without}
            onApply={(made) => {
              setOpen(false)
              onApply(made)
            }}
          />
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  )
}

function Steps({
  condition,
  currency,
  without,
  onApply,
}: Pick<RulePopoverProps, 'condition' | 'currency' | 'without' | 'onApply'>) {
  const [field, setField] = useState<RuleField | null>(condition?.field ?? null)
  const { choices, retry } = useChoices()
  if (field === null)
    return <FieldPicker own={choices?.own ?? []} hasSystems={choices?.systems.length !== 0} without={without} onPick={setField} />
  return (
    <ConditionForm
      key={field}
      field={field}
      initial={condition}
      choices={choices}
      currency={currency}
      onRetry={retry}
      onBack={() => {
        setField(null)
      }}
      onApply={onApply}
    />
  )
}

/** undefined while they are read, null when they could not be. */
function useChoices() {
  const [choices, setChoices] = useState<FilterChoices | null | undefined>(undefined)
  const [attempt, setAttempt] = useState(0)
  useEffect(() => {
    let isCurrent = true
    void fetchFilterChoices().then((read) => {
      if (isCurrent) setChoices(read)
    })
    return () => {
      isCurrent = false
    }
  }, [attempt])
  return {
    choices,
    retry: () => {
      setChoices(undefined)
      setAttempt(attempt + 1)
    },
  }
}
