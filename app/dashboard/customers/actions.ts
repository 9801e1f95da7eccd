'use server'
// What staff change on a customer. Each climbs tenantAction's ladder; `refresh` brings the page up to date in the same answer.
import { refresh } from 'next/cache'
import { z } from 'zod'
import { makePreferenceLink } from '@/lib/consent/make-preference-link'
import { updatePreferences } from '@/lib/consent/update-preferences'
import { preferencesPatchSchema } from '@/lib/consent/preferences'
import { addNote } from '@/lib/customers/add-note'
import { noteContentSchema, tagNameSchema } from '@/lib/customers/customer'
import { deleteCustomer } from '@/lib/customers/delete-customer'
import { editCustomer, editSchema } from '@/lib/customers/edit-customer'
import {
  addCustomerHandle,
  makeHandlePrimary,
  newHandleSchema,
  removeCustomerHandle,
  shareHandle,
} from '@/lib/customers/edit-handles'
import { addTags, removeTags } from '@/lib/customers/tag-customer'
import { tenantAction } from '@/lib/server/action'
import { preferenceLink } from '@/lib/server/preference-link'

const id = z.string().min(1).max(100)

/** → `EditOutcome`: saved, or what somebody else wrote meanwhile. */
export const saveFields = tenantAction('customers:write', editSchema, async ({ useCase }, edit) => {
  const outcome = await editCustomer(useCase, edit)
  if (outcome.status === 'saved') refresh()
  return outcome
})

export const changeTag = tenantAction(
  'customers:write',
  z.object({ id, tag: tagNameSchema, add: z.boolean() }).strict(),
  async ({ useCase }, { id: customerId, tag, add }) => {
    await (add ? addTags : removeTags)(useCase, customerId, [tag])
    refresh()
    return null
  },
)

export const saveConsent = tenantAction(
  'customers:write',
  preferencesPatchSchema.extend({ id }),
  async ({ useCase }, { id: customerId, ...patch }) => {
    await updatePreferences(useCase, customerId, patch)
    refresh()
    return null
  },
)

export const saveNote = tenantAction(
  'customers:write',
  z.object({ id, content: noteContentSchema }).strict(),
  async ({ useCase }, { id: customerId, content }) => {
    await addNote(useCase, customerId, content)
    refresh()
    return null
  },
)

export const archiveCustomer = tenantAction(
  'customers:delete',
  z.object({ id }).strict(),
  async ({ useCase }, { id: customerId }) => {
    await deleteCustomer(useCase, customerId)
    return null
  },
)

/** → the address of a new page on which the customer sees and changes his own preferences. */
export const makeLink = tenantAction('customers:write', z.object({ id }).strict(), async ({ useCase }, { id: customerId }) => {
  const { token } = await makePreferenceLink(useCase, customerId)
  return { link: preferenceLink(token) }
})

/** A number or address of somebody else is refused with whose it is (`existingId`). */
export const addHandle = tenantAction(
  'customers:write',
  newHandleSchema.extend({ id }),
  async ({ useCase }, { id: customerId, ...handle }) => {
    await addCustomerHandle(useCase, customerId, handle)
    refresh()
    return null
  },
)

export const changeHandle = tenantAction(
  'customers:write',
  z.object({ id, handleId: id, change: z.enum(['primary', 'remove', 'share', 'unshare']) }).strict(),
  async ({ useCase }, { id: customerId, handleId, change }) => {
    if (change === 'primary') await makeHandlePrimary(useCase, customerId, handleId)
    else if (change === 'remove') await removeCustomerHandle(useCase, customerId, handleId)
    else await shareHandle(useCase, customerId, handleId, change === 'share')
    refresh()
    return null
  },
)
