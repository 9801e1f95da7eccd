// Tags and preferences of a customer.
import { preferencesPatchSchema } from '@/lib/consent/preferences'
import { tagListSchema } from '@/lib/customers/tag-customer'
import { customerInPath, idInPath, noFields, nothing, operation } from './operation'
import { customerDto, preferencesDto, tagPage } from './wire'

const read = { scope: 'customers:read', params: customerInPath, query: noFields, body: nothing, status: 200 } as const
const write = { scope: 'customers:write', params: customerInPath, query: noFields, status: 200 } as const

export const listTags = operation({
  ...read,
  id: 'listTags',
  method: 'GET',
  path: '/customers/{id}/tags',
  tag: 'Tags',
  summary: 'Reads a customer’s tags',
  response: tagPage,
})

export const addTags = operation({
  ...write,
  id: 'addTags',
  method: 'POST',
  path: '/customers/{id}/tags',
  tag: 'Tags',
  summary: 'Adds tags to a customer',
  description: 'Case and accents do not make another tag.',
  body: tagListSchema,
  example: { tags: ['vip', 'premier-contact'] },
  response: customerDto,
  versioned: true,
})

export const removeTags = operation({
  ...write,
  id: 'removeTags',
  method: 'DELETE',
  path: '/customers/{id}/tags',
  tag: 'Tags',
  summary: 'Takes tags from a customer',
  description: 'Tags the customer does not have are ignored.',
  body: tagListSchema,
  example: { tags: ['premier-contact'] },
  response: customerDto,
  versioned: true,
})

export const removeTag = operation({
  ...write,
  id: 'removeTag',
  method: 'DELETE',
  path: '/customers/{id}/tags/{name}',
  tag: 'Tags',
  summary: 'Takes one tag from a customer',
  params: customerInPath.extend({ name: idInPath }),
  body: nothing,
  response: customerDto,
  versioned: true,
})

export const getPreferences = operation({
  ...read,
  id: 'getPreferences',
  method: 'GET',
  path: '/customers/{id}/preferences',
  tag: 'Preferences',
  summary: 'Reads what a customer agreed to',
  description: 'Per channel: true agreed, false refused, null never asked.',
  response: preferencesDto,
})

export const updatePreferences = operation({
  ...write,
  id: 'updatePreferences',
  method: 'PUT',
  path: '/customers/{id}/preferences',
  tag: 'Preferences',
  summary: 'Changes what a customer agreed to',
  description: 'Every changed answer becomes a line of the consent ledger; `source` and `proof` say where and with what words.',
  body: preferencesPatchSchema,
  example: { optIn: { sms: true, email: false }, source: 'shop-form', proof: 'Case cochée le 14 mars' },
  response: preferencesDto,
})
