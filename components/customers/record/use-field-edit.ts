'use client'
// Saving a field that somebody else may be changing: the version is the one seen when editing began; what is typed survives every answer.
import { useRouter } from 'next/navigation'
import { startTransition, useState, useTransition } from 'react'
import { saveFields } from '@/app/dashboard/customers/actions'
import type { EditableField, EditOutcome, FieldValues } from '@/lib/customers/edit-customer'

export type EditConflict = Extract<EditOutcome, { status: 'conflict' }> & { base: FieldValues; mine: FieldValues }
export type Side = 'mine' | 'theirs'

export interface EditFailure {
  message: string
  issues: { path: string; message: string }[]
  /** The customer who has this phone or e-mail already. */
  existingId: string | null
}

export type FieldEdit = {
  conflict: EditConflict | null
  failure: EditFailure | null
  pending: boolean
  save: (base: FieldValues, mine: FieldValues, version: number) => void
  /** Of each field that both changed, which value stays: mine is saved over theirs, which has now been seen. */
  settle: (sideOf: (field: string) => Side) => void
  reset: () => void
}

/** @param unreachable what to say when the server does not answer; @param onDone after a save, or after taking theirs */
export function useFieldEdit(customerId: string, unreachable: string, onDone: (how: 'saved' | 'theirs') => void): FieldEdit {
  const router = useRouter()
  const [conflict, setConflict] = useState<EditConflict | null>(null)
  const [failure, setFailure] = useState<EditFailure | null>(null)
  const [pending, start] = useTransition()

  const save = (base: FieldValues, mine: FieldValues, version: number) => {
    start(async () => {
      const result = await saveFields({ id: customerId, version, base, mine }).catch(() => null)
      if (result === null) return setFailure({ message: unreachable, issues: [], existingId: null })
      if (!result.ok) {
        const { existingId } = result.params
        return setFailure({
          message: result.message,
          issues: result.issues,
          existingId: typeof existingId === 'string' ? existingId : null,
        })
      }
      setFailure(null)
      const outcome = result.data
      if (outcome.status === 'conflict') return setConflict({ ...outcome, base, mine })
      // In a transition, so that the field closes when the page with the new value is there, not a moment before.
      startTransition(() => {
        setConflict(null)
        onDone('saved')
      })
    })
  }
  return {
    conflict,
    failure,
    pending,
    save,
    settle: (sideOf) => {
      if (conflict === null) return
      const { base, mine, theirs, version } = conflict
      const kept = Object.entries(mine).filter(([field]) => !(field in theirs) || sideOf(field) === 'mine')
      const current = { ...base, ...theirs }
      if (kept.some(([field, value]) => valueOf(current, field) !== value))
        return save(current, Object.fromEntries(kept), version)
      setConflict(null)
      onDone('theirs')
      router.refresh()
    },
    reset: () => {
      setConflict(null)
      setFailure(null)
    },
  }
}

export const sameValues = (a: FieldValues, b: FieldValues, fields: readonly EditableField[]): boolean =>
  fields.every((field) => (a[field] ?? null) === (b[field] ?? null))

const valueOf = (values: FieldValues, field: string): string | null =>
  Object.entries(values).find(([name]) => name === field)?.[1] ?? null
