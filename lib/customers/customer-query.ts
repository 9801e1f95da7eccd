// What a search may ask for, parsed at every system's door.
import { z } from 'zod'
import { tagNameSchema } from './customer'
import type { CustomerQuery } from './customer-system'
import { parseInput } from './parse-input'

export const customerQuerySchema = z
  .object({
    query: z.string().max(200).optional(),
    email: z.string().max(254).optional(),
    phone: z.string().max(40).optional(),
    tags: z.array(tagNameSchema).max(20).optional(),
    segment: z.string().max(60).optional(),
    limit: z.int().min(1).max(100).default(50),
  })
  .strict()

/** Throws `invalid`. A text alone is a free-text query. */
export function readCustomerQuery(query: string | CustomerQuery): { filter: Omit<CustomerQuery, 'limit'>; limit: number } {
  const { limit, ...given } = parseInput(customerQuerySchema, typeof query === 'string' ? { query } : query)
  const filter: Omit<CustomerQuery, 'limit'> = {}
  if (given.query !== undefined) filter.query = given.query
  if (given.email !== undefined) filter.email = given.email
  if (given.phone !== undefined) filter.phone = given.phone
  if (given.tags !== undefined) filter.tags = given.tags
  if (given.segment !== undefined) filter.segment = given.segment
  return { filter, limit }
}

/** A page's size, 1 to `most`. Throws `invalid` (path `limit`). */
export const readLimit = (limit: number, most: number): number =>
  parseInput(z.object({ limit: z.int().min(1).max(most) }), { limit }).limit
