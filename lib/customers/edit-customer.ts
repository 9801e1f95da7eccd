// A change made on a screen that may be old: what nobody else touched is saved, what somebody did is given back to choose from.
import { z } from 'zod'
import { CrmError, notFound } from '@/lib/shared/errors'
import { contactChannelSchema, type CustomerActivity } from './customer'
import type { CustomerStore } from './customer-store'
import { normaliseEmail, normalisePhone } from './identity'
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

/** Of a conflict: the fields that both changed, each with the other's value and whose it is; null when nobody knows. */
export type EditOutcome =
  | { status: 'saved'; version: number }
  | { status: 'conflict'; version: number; theirs: FieldValues; by: Partial<Record<EditableField, string | null>> }

/**
 * Saves what `mine` changes of `base`, unless somebody changed one of these very fields since `version`; then nothing is saved.
 * Changes to other fields do not stand in the way, and a field that was only shown beside is left as it is now.
 * Throws `not_found`, `invalid`, `conflict` (`duplicate_*`).
 */
export async function editCustomer(useCase: UseCase, { id, version, base, mine }: Edit): Promise<EditOutcome> {
  const wanted = normalised(mine, useCase.shop.region)
  const fields = editableFields.filter((field) => mine[field] !== undefined && wanted[field] !== (base[field] ?? null))
  const changes = mineSchema.parse(Object.fromEntries(fields.map((field) => [field, mine[field]])))
  for (let expectedVersion = version, attempt = 1; ; attempt++) {
    try {
      const saved = await updateCustomer(useCase, id, changes, { expectedVersion })
      return { status: 'saved', version: saved.version }
    } catch (error) {
      if (!(error instanceof CrmError) || error.reason !== 'stale_version' || attempt > 5) throw error
      const current = await useCase.store.get(id)
      if (current === null) throw notFound('customer')
      const open = fields.filter((field) => current[field] !== wanted[field])
      if (open.length === 0) return { status: 'saved', version: current.version }
      const both = open.filter((field) => current[field] !== (base[field] ?? null))
      if (both.length > 0)
        return {
          status: 'conflict',
          version: current.version,
          theirs: Object.fromEntries(both.map((field) => [field, current[field]])),
          by: await lastEditors(useCase.store, id, both),
        }
      expectedVersion = current.version
    }
  }
}

/** As the record would hold it: a number in another spelling is no change. What is neither is refused when it is saved. */
const normalised = (mine: Edit['mine'], region: string): Edit['mine'] => ({
  ...mine,
  ...(typeof mine.phone === 'string' ? { phone: normalisePhone(mine.phone, region) ?? mine.phone } : {}),
  ...(typeof mine.email === 'string' ? { email: normaliseEmail(mine.email) ?? mine.email } : {}),
})

async function lastEditors(
  store: CustomerStore,
  id: string,
  fields: readonly EditableField[],
): Promise<Partial<Record<EditableField, string | null>>> {
  const { data } = await store.activities(id, { cursor: null, limit: 50 })
  return Object.fromEntries(
    fields.map((field) => {
      const by = data.find((line) => isAbout(line, field))?.metadata.by
      return [field, typeof by === 'string' ? by : null]
    }),
  )
}

function isAbout({ type, metadata }: CustomerActivity, field: EditableField): boolean {
  if (type === 'segment_changed') return field === 'segment'
  return type === 'customer_updated' && fieldsSchema.safeParse(metadata.fields).data?.includes(field) === true
}
const fieldsSchema = z.array(z.string())
