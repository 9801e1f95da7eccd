// What is kept with a customer: notes, timeline, orders and the figures from them.
import { z } from 'zod'
import { newOrderSchema, noteContentSchema } from '@/lib/customers/customer'
import { newActivitySchema } from '@/lib/customers/log-interaction'
import { customerInPath, noFields, nothing, operation, pageQuery } from './operation'
import { activityDto, activityPage, noteDto, notePage, orderDto, orderPage, statsDto } from './wire'

const read = { scope: 'customers:read', params: customerInPath, body: nothing, status: 200 } as const
const write = { scope: 'customers:write', params: customerInPath, query: noFields, status: 201 } as const

export const newNoteSchema = z
  .object({ content: noteContentSchema, createdBy: z.string().trim().min(1).max(120).optional() })
  .strict()

export const listNotes = operation({
  ...read,
  id: 'listNotes',
  method: 'GET',
  path: '/customers/{id}/notes',
  tag: 'Notes',
  summary: 'Reads the notes on a customer, newest first',
  query: pageQuery,
  response: notePage,
})

export const addNote = operation({
  ...write,
  id: 'addNote',
  method: 'POST',
  path: '/customers/{id}/notes',
  tag: 'Notes',
  summary: 'Writes a note on a customer',
  description: '`createdBy` defaults to the name of the API key.',
  body: newNoteSchema,
  example: { content: 'Préfère être appelée le matin.', createdBy: 'Camille' },
  response: noteDto,
})

export const listActivities = operation({
  ...read,
  id: 'listActivities',
  method: 'GET',
  path: '/customers/{id}/activities',
  tag: 'Activities',
  summary: 'Reads a customer’s timeline, newest first',
  query: pageQuery,
  response: activityPage,
})

export const logActivity = operation({
  ...write,
  id: 'logActivity',
  method: 'POST',
  path: '/customers/{id}/activities',
  tag: 'Activities',
  summary: 'Adds a line to a customer’s timeline',
  body: newActivitySchema,
  example: { type: 'visit', channel: 'shop', description: 'Essayage de la robe bleue' },
  response: activityDto,
})

export const listOrders = operation({
  ...read,
  id: 'listOrders',
  method: 'GET',
  path: '/customers/{id}/orders',
  tag: 'Orders',
  summary: 'Reads a customer’s newest orders',
  query: z.object({ limit: z.coerce.number().int().min(1).max(200).default(50) }).strict(),
  response: orderPage,
})

export const recordOrder = operation({
  ...write,
  id: 'recordOrder',
  method: 'POST',
  path: '/customers/{id}/orders',
  tag: 'Orders',
  summary: 'Records an order, or brings a known one up to date',
  description:
    'The same `externalId` is the same order: told again, it is updated and the answer is 200. Amounts in minor units.',
  body: newOrderSchema,
  example: { externalId: 'T-2031', total: { amount: 8950, currency: 'EUR' }, placedAt: '2026-03-14T10:30:00Z', status: 'paid' },
  response: orderDto,
  alsoStatus: { 200: 'The order was known and is up to date now' },
})

export const getStats = operation({
  ...read,
  id: 'getStats',
  method: 'GET',
  path: '/customers/{id}/stats',
  tag: 'Orders',
  summary: 'Reads a customer’s figures',
  description: 'Cancelled orders do not count, refunds are subtracted; one line a currency.',
  query: noFields,
  response: statsDto,
})
