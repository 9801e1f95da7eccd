// Customers themselves: find, make, read, change, take away.
import { z } from 'zod'
import { customerPatchSchema, newCustomerSchema } from '@/lib/customers/customer'
import { customerSorts } from '@/lib/customers/customer-store'
import { customerInPath, noFields, nothing, operation, pageQuery } from './operation'
import { customerDto, customerPage } from './wire'

const tag = 'Customers'
const taken = 'Another customer has this phone or e-mail (`existingId`)'

export const listCustomers = operation({
  id: 'listCustomers',
  method: 'GET',
  path: '/customers',
  tag,
  summary: 'Finds customers',
  description: 'All given filters must hold. With `query` and no `sort` the best match comes first; otherwise the newest.',
  scope: 'customers:read',
  params: noFields,
  query: pageQuery
    .extend({
      query: z.string().max(200).optional(),
      email: z.string().max(254).optional(),
      phone: z.string().max(40).optional(),
      tag: z
        .union([z.string().min(1).max(60), z.array(z.string().min(1).max(60)).max(20)])
        .transform((tags) => (typeof tags === 'string' ? [tags] : tags))
        .optional(),
      segment: z.string().max(60).optional(),
      sort: z.enum([...customerSorts, 'relevance']).optional(),
      direction: z.enum(['asc', 'desc']).optional(),
    })
    .strict(),
  body: nothing,
  status: 200,
  response: customerPage,
})

export const createCustomer = operation({
  id: 'createCustomer',
  method: 'POST',
  path: '/customers',
  tag,
  summary: 'Makes a customer',
  description: 'At least a name, a phone or an e-mail. Phones in any usual form, read with the shop’s region.',
  scope: 'customers:write',
  params: noFields,
  query: noFields,
  body: newCustomerSchema,
  example: { firstName: 'Hélène', lastName: 'Moreau', phone: '06 39 98 12 34', email: 'helene@example.fr', tags: ['vip'] },
  status: 201,
  response: customerDto,
  versioned: true,
  refusals: { 409: taken },
})

export const getCustomer = operation({
  id: 'getCustomer',
  method: 'GET',
  path: '/customers/{id}',
  tag,
  summary: 'Reads a customer',
  scope: 'customers:read',
  params: customerInPath,
  query: noFields,
  body: nothing,
  status: 200,
  response: customerDto,
  versioned: true,
})

export const updateCustomer = operation({
  id: 'updateCustomer',
  method: 'PATCH',
  path: '/customers/{id}',
  tag,
  summary: 'Changes a customer',
  description: 'A missing field stays, null clears it; `metadata` is merged key by key. If-Match refuses a stale change.',
  scope: 'customers:write',
  params: customerInPath,
  query: noFields,
  body: customerPatchSchema,
  example: { segment: 'vip', metadata: { shoeSize: 38 } },
  status: 200,
  response: customerDto,
  versioned: true,
  ifMatch: true,
  refusals: { 409: taken },
})

export const deleteCustomer = operation({
  id: 'deleteCustomer',
  method: 'DELETE',
  path: '/customers/{id}',
  tag,
  summary: 'Takes a customer out of every list',
  description: 'The history stays; phone and e-mail become free for others.',
  scope: 'customers:write',
  params: customerInPath,
  query: noFields,
  body: nothing,
  status: 204,
  response: nothing,
  ifMatch: true,
})
