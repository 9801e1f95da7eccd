// A new customer, by a person, a caller or an adapter.
import { createHash } from 'node:crypto'
import { CrmError } from '@/lib/shared/errors'
import { newId } from '@/lib/shared/ids'
import { type Customer, type Metadata, metadataSchema, type NewCustomerInput, newCustomerSchema } from './customer'
import type { CustomerTx } from './customer-store'
import { emailHandle, type NewHandle, phoneHandle } from './identity'
import { parseInput } from './parse-input'
import type { UseCase } from './use-case'

/** Dates and the like become what JSON keeps of them; what JSON cannot keep is refused. */
export function toMetadata(value: Record<string, unknown>): Metadata {
  return parseInput(metadataSchema, JSON.parse(JSON.stringify(value)))
}

/**
 * Creates a customer and its timeline's first line. Throws `invalid` with issues, or `conflict`
 * (`duplicate_phone` | `duplicate_email`, `params.existingId`). The same `idempotencyKey` gives the same customer.
 */
export async function createCustomer(
  { store, shop, actor, clock }: UseCase,
  input: NewCustomerInput,
  options: { idempotencyKey?: string } = {},
): Promise<Customer> {
  const fields = parseInput(newCustomerSchema, input)
  const handles: (NewHandle & { source: string })[] = []
  const source = actor.kind
  if (fields.phone) handles.push({ ...phoneHandle(fields.phone, shop.region), source })
  if (fields.email) handles.push({ ...emailHandle(fields.email), source })
  if (handles.length === 0 && !fields.firstName && !fields.lastName)
    throw new CrmError('invalid', 'Nothing to recognise the customer by', {
      issues: [{ path: ['phone'], reason: 'identity_missing' }],
    })

  const work = async (tx: CustomerTx): Promise<string> => {
    const id = newId()
    await tx.insertCustomer(
      id,
      {
        firstName: fields.firstName ?? null,
        lastName: fields.lastName ?? null,
        preferredChannel: fields.preferredChannel ?? null,
        language: fields.language ?? shop.locale,
        segment: fields.segment ?? null,
        metadata: toMetadata(fields.metadata ?? {}),
      },
      handles,
    )
    if (fields.tags?.length) await tx.addTags(id, fields.tags)
    await tx.insertActivity({
      customerId: id,
      type: 'customer_created',
      channel: null,
      description: '',
      timestamp: clock(),
      metadata: { by: actor.name },
    })
    await tx.audit('customer.create', 'customer', id, { tags: fields.tags ?? [], handles: handles.map((handle) => handle.kind) })
    await tx.announce({ kind: 'customer', customerId: id })
    return id
  }

  const id =
    options.idempotencyKey === undefined
      ? await store.write(work)
      : await store.writeOnce(`create-customer:${options.idempotencyKey}`, fingerprint(input), work)
  const customer = await store.get(id)
  if (customer === null) throw new CrmError('not_found', 'The customer was removed meanwhile', { reason: 'customer_not_found' })
  return customer
}

const fingerprint = (input: unknown): string => createHash('sha256').update(JSON.stringify(input)).digest('hex')
