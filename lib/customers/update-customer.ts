// A change to a customer's own fields.
import { CrmError, notFound } from '@/lib/shared/errors'
import { toMetadata } from './create-customer'
import { type Customer, type CustomerPatch, type CustomerPatchInput, customerPatchSchema, type Metadata } from './customer'
import type { CustomerFields } from './customer-store'
import { editOfField, editsAsMetadata, editsOfMetadata, type FieldEdit } from './edit-of-field'
import { emailHandle, phoneHandle } from './identity'
import { parseInput } from './parse-input'
import type { UseCase } from './use-case'

/**
 * Sets the given fields, clears those given as null, leaves the rest, unmodelled metadata included.
 * Throws `not_found`, `invalid`, `conflict` (`stale_version` when `expectedVersion` is not current, `duplicate_*`).
 */
export async function updateCustomer(
  { store, shop, actor, clock }: UseCase,
  id: string,
  input: CustomerPatchInput,
  options: { expectedVersion?: number } = {},
): Promise<Customer> {
  const patch = parseInput(customerPatchSchema, input)
  const source = actor.kind
  const phone = typeof patch.phone === 'string' ? { ...phoneHandle(patch.phone, shop.region), source } : patch.phone
  const email = typeof patch.email === 'string' ? { ...emailHandle(patch.email), source } : patch.email

  return store.write(async (tx) => {
    const before = await tx.lock(id)
    if (before === null) throw notFound('customer')
    const fields = changedFields(before, patch)
    const changed = Object.keys(fields)
    await tx.updateCustomer(id, fields, options.expectedVersion)
    if (phone !== undefined && (phone?.value ?? null) !== before.phone) {
      await tx.setPrimaryHandle(id, 'phone', phone)
      changed.push('phone')
    }
    if (email !== undefined && (email?.value ?? null) !== before.email) {
      await tx.setPrimaryHandle(id, 'email', email)
      changed.push('email')
    }
    if (patch.tags !== undefined) {
      const wanted = patch.tags
      const removed = await tx.removeTags(
        id,
        before.tags.filter((tag) => !wanted.includes(tag)),
      )
      const added = await tx.addTags(id, wanted)
      if (removed.length + added.length > 0) changed.push('tags')
    }
    const after = await tx.get(id)
    if (after === null) throw new CrmError('not_found', 'The customer was removed meanwhile', { reason: 'customer_not_found' })
    if (changed.length > 0) {
      const metadata: Metadata = { fields: changed, by: actor.name, ...editsAsMetadata(editsOf(before, after, changed)) }
      await tx.insertActivity({
        customerId: id,
        type: 'customer_updated',
        channel: null,
        description: '',
        timestamp: clock(),
        metadata,
      })
      await tx.audit('customer.update', 'customer', id, { fields: changed })
      await tx.announce({ kind: 'customer', customerId: id })
    }
    return after
  })
}

const plainNames = ['firstName', 'lastName', 'phone', 'email', 'preferredChannel', 'language', 'segment'] as const

const editsOf = (before: Customer, after: Customer, changed: readonly string[]): FieldEdit[] => [
  ...plainNames.filter((name) => changed.includes(name)).map((name) => editOfField(name, before[name], after[name])),
  ...(changed.includes('tags') ? [editOfField('tags', before.tags.join(', ') || null, after.tags.join(', ') || null)] : []),
  ...(changed.includes('metadata') ? editsOfMetadata(before.metadata, after.metadata) : []),
]

function changedFields(before: Customer, patch: CustomerPatch): Partial<CustomerFields> {
  const fields: Partial<CustomerFields> = {}
  if (patch.firstName !== undefined && patch.firstName !== before.firstName) fields.firstName = patch.firstName
  if (patch.lastName !== undefined && patch.lastName !== before.lastName) fields.lastName = patch.lastName
  if (patch.preferredChannel !== undefined && patch.preferredChannel !== before.preferredChannel)
    fields.preferredChannel = patch.preferredChannel
  if (patch.language !== undefined && patch.language !== before.language) fields.language = patch.language
  if (patch.segment !== undefined && patch.segment !== before.segment) fields.segment = patch.segment
  if (patch.metadata !== undefined) {
    const merged = { ...before.metadata, ...toMetadata(patch.metadata) }
    fields.metadata = Object.fromEntries(Object.entries(merged).filter(([, value]) => value !== null))
  }
  return fields
}
