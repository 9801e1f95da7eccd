// How a customer is reached: several phones and e-mails, one of each the primary one, a family's number on several records.
import { z } from 'zod'
import { CrmError, notFound } from '@/lib/shared/errors'
import type { Handle, HandleKind } from './customer'
import type { CustomerTx } from './customer-store'
import { editOfField, editsAsMetadata, type FieldEdit } from './edit-of-field'
import { emailHandle, phoneHandle } from './identity'
import { parseInput } from './parse-input'
import type { UseCase } from './use-case'

export const newHandleSchema = z
  .object({
    kind: z.enum(['phone', 'email']),
    value: z.string().trim().min(1).max(254),
    /** Several people are reached by it: whoever has it already keeps it, and it is marked as shared with all of them. */
    shared: z.boolean().default(false),
  })
  .strict()
export type NewHandleInput = z.input<typeof newHandleSchema>

/**
 * Adds a phone or an e-mail; the first of its kind is the primary one. Throws `not_found`, `invalid`, or `conflict`
 * (`phone_of_other`, `email_of_other`, with `existingId` and `name`).
 */
export async function addCustomerHandle(useCase: UseCase, id: string, input: NewHandleInput): Promise<void> {
  const { kind, value, shared } = parseInput(newHandleSchema, input)
  const handle = kind === 'phone' ? phoneHandle(value, useCase.shop.region, 'value') : emailHandle(value, 'value')
  try {
    await useCase.store.write(async (tx) => {
      const owners = shared ? (await tx.findByHandle(kind, handle.value)).map((owner) => owner.id) : []
      for (const one of [...new Set([id, ...owners])].sort())
        if ((await tx.lock(one)) === null && one === id) throw notFound('customer')
      if (shared) await shareWithAll(tx, useCase, kind, handle.value, true)
      await tx.addHandle(id, { ...handle, source: useCase.actor.kind, shared })
      await told(tx, useCase, id, 'handle.add', editOfField(kind, null, handle.value))
    })
  } catch (error) {
    throw await whose(useCase, kind, error)
  }
}

/** Throws `not_found`. */
export const makeHandlePrimary = (useCase: UseCase, id: string, handleId: string): Promise<void> =>
  change(useCase, id, handleId, 'handle.primary', (tx, handle) => tx.makePrimary(id, handle))

/** The customer is no longer reached by it; the history stays. Throws `not_found`. */
export const removeCustomerHandle = (useCase: UseCase, id: string, handleId: string): Promise<void> =>
  change(useCase, id, handleId, 'handle.remove', (tx, handle) => tx.removeHandle(id, handle))

/**
 * Says that several people are reached by it, or that they are not. Throws `not_found`, or `conflict` (`phone_of_other`,
 * `email_of_other`) when somebody else has it: then it is shared.
 */
export const shareHandle = (useCase: UseCase, id: string, handleId: string, shared: boolean): Promise<void> =>
  change(useCase, id, handleId, shared ? 'handle.share' : 'handle.unshare', async (tx, { kind, value }) => {
    const other = shared ? undefined : (await tx.findByHandle(kind, value)).find((owner) => owner.id !== id)
    if (other !== undefined)
      throw await whose(
        useCase,
        kind,
        new CrmError('conflict', 'Shared', { reason: `duplicate_${kind}`, params: { existingId: other.id } }),
      )
    await shareWithAll(tx, useCase, kind, value, shared, id)
  })

type HandleAction = 'handle.primary' | 'handle.remove' | 'handle.share' | 'handle.unshare'

async function change(
  useCase: UseCase,
  id: string,
  handleId: string,
  action: HandleAction,
  work: (tx: CustomerTx, handle: Handle) => Promise<void>,
): Promise<void> {
  await useCase.store.write(async (tx) => {
    if ((await tx.lock(id)) === null) throw notFound('customer')
    const handle = await tx.findHandle(id, handleId)
    if (handle === null) throw notFound('handle')
    await work(tx, handle)
    await told(tx, useCase, id, action, editOfHandle(handle, action))
  })
}

/** Others who have it learn of it on their own timeline. */
async function shareWithAll(
  tx: CustomerTx,
  useCase: UseCase,
  kind: HandleKind,
  value: string,
  shared: boolean,
  except?: string,
): Promise<void> {
  for (const owner of await tx.setShared(kind, value, shared))
    if (owner !== except) {
      const how = shared ? 'share' : 'unshare'
      await told(tx, useCase, owner, `handle.${how}`, { field: kind, from: null, to: value, how })
    }
}

function editOfHandle({ kind, value }: Handle, action: HandleAction): FieldEdit {
  if (action === 'handle.remove') return editOfField(kind, value, null)
  const how = action === 'handle.primary' ? 'primary' : action === 'handle.share' ? 'share' : 'unshare'
  return { field: kind, from: null, to: value, how }
}

async function told(
  tx: CustomerTx,
  { actor, clock }: UseCase,
  id: string,
  action: HandleAction | 'handle.add',
  edit: FieldEdit,
): Promise<void> {
  await tx.updateCustomer(id, {})
  await tx.insertActivity({
    customerId: id,
    type: 'customer_updated',
    channel: null,
    description: '',
    timestamp: clock(),
    metadata: { fields: [edit.field], by: actor.name, ...editsAsMetadata([edit]) },
  })
  await tx.audit(action, 'customer', id, { kind: edit.field })
  await tx.announce({ kind: 'customer', customerId: id })
}

/** A taken handle's refusal says whose it is. */
async function whose({ store }: UseCase, kind: HandleKind, error: unknown): Promise<unknown> {
  if (!(error instanceof CrmError) || error.reason !== `duplicate_${kind}`) return error
  const { existingId } = error.params
  const owner = typeof existingId === 'string' ? await store.get(existingId) : null
  if (owner === null) return error
  const name = [owner.firstName, owner.lastName].filter((part) => part !== null).join(' ')
  return new CrmError('conflict', `Another customer has this ${kind}`, {
    reason: `${kind}_of_other`,
    params: { existingId: owner.id, name, named: name === '' ? 'no' : 'yes' },
    cause: error,
  })
}
