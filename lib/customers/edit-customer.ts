// A change made on a screen that may be old: what nobody else touched is saved, what somebody did is given back to choose from.
import { z } from 'zod'
import { CrmError, notFound } from '@/lib/shared/errors'
import { contactChannelSchema, type Customer } from './customer'
import type { CustomerStore } from './customer-store'
import { updateCustomer } from './update-customer'
import type { UseCase } from './use-case'

export const editableFields = ['firstName', 'lastName', 'phone', 'email', 'preferredChannel', 'language', 'segment'] as const
export type EditableField = (typeof editableFields)[number]
export type FieldValues = Partial<Record<EditableField, string | null>>

const text = z.string().max(300).nullable().optional()
const mineSchema = z
  .object({
    firstName: text,
    lastName: text,
    phone: text,
    email: text,
    segment: text,
    preferredChannel: contactChannelSchema.nullable().optional(),
    language: z.string().max(20).optional(),
  })
  .strict()
const baseSchema = z.partialRecord(z.enum(editableFields), z.string().max(300).nullable())

/** `base` is what the person saw of the fields they change, `version` the one they saw it at, `mine` what they want. */
export const editSchema = z
  .object({ id: z.string().min(1).max(100), version: z.int(), base: baseSchema, mine: mineSchema })
  .strict()
export type Edit = z.output<typeof editSchema>

/** `by` is who changed the record last, null when nobody knows. */
export type EditOutcome =
  { status: 'saved'; version: number } | { status: 'conflict'; version: number; theirs: FieldValues; by: string | null }

/**
 * Saves `mine` unless somebody changed one of its fields since `version`; changes to other fields do not stand in the way.
 * Throws `not_found`, `invalid`, `conflict` (`duplicate_*`).
 */
export async function editCustomer(useCase: UseCase, { id, version, base, mine }: Edit): Promise<EditOutcome> {
  const fields = editableFields.filter((field) => mine[field] !== undefined)
  for (let expectedVersion = version, attempt = 1; ; attempt++) {
    try {
      const saved = await updateCustomer(useCase, id, mine, { expectedVersion })
      return { status: 'saved', version: saved.version }
    } catch (error) {
      if (!(error instanceof CrmError) || error.reason !== 'stale_version' || attempt > 5) throw error
      const current = await useCase.store.get(id)
      if (current === null) throw notFound('customer')
      if (fields.every((field) => current[field] === mine[field])) return { status: 'saved', version: current.version }
      if (fields.some((field) => current[field] !== (base[field] ?? null)))
        return {
          status: 'conflict',
          version: current.version,
          theirs: valuesOf(current, fields),
          by: await lastEditor(useCase.store, id),
        }
      expectedVersion = current.version
    }
  }
}

const valuesOf = (customer: Customer, fields: EditableField[]): FieldValues =>
  Object.fromEntries(fields.map((field) => [field, customer[field]]))

async function lastEditor(store: CustomerStore, id: string): Promise<string | null> {
  const { data } = await store.activities(id, { cursor: null, limit: 50 })
  const last = data.find(({ type }) => type === 'customer_updated' || type === 'segment_changed')
  return typeof last?.metadata.by === 'string' ? last.metadata.by : null
}
