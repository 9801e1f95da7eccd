// Shops, the people who work in them, and who works where.
import 'server-only'
import { z } from 'zod'
import type { Shop } from '@/lib/customers/use-case'
import { CrmError, notFound } from '@/lib/shared/errors'
import { newId } from '@/lib/shared/ids'
import { database } from './client'
import { isUniqueViolation, toCrmError } from './database-errors'
import { makeSegmentLevels } from './segment-levels'
import { tenantDb, withoutTenant } from './tenant-db'
import { findShop } from './tenant-repo'

/** A person who signs in. `email` is lower-case. */
export interface User {
  id: string
  email: string
  name: string
  passwordHash: string
  locale: string | null
  disabledAt: Date | null
}

const userFields = { id: true, email: true, name: true, passwordHash: true, locale: true, disabledAt: true } as const

const shopSchema = z.object({
  id: z.string(),
  slug: z.string(),
  name: z.string(),
  region: z.string(),
  locale: z.string(),
  currency: z.string(),
  timezone: z.string(),
})

async function orConflict<T>(reason: string, params: Record<string, string>, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (isUniqueViolation(error)) throw new CrmError('conflict', 'Taken already', { reason, params, cause: error })
    throw toCrmError(error)
  }
}

/** A new, empty shop. Throws `conflict` (`slug_taken`). */
export async function createTenant(input: {
  slug: string
  name: string
  region?: string
  locale?: string
  currency?: string
  timezone?: string
}): Promise<Shop> {
  const id = newId()
  return orConflict('slug_taken', { slug: input.slug }, () =>
    tenantDb(id).transaction(async (tx) => {
      const shop = shopSchema.parse(await tx.tenant.create({ data: { ...input, id } }))
      await makeSegmentLevels(tx, id)
      return shop
    }),
  )
}

/** A shop by its id or slug; null when there is none. */
export const findTenant = (ref: string): Promise<Shop | null> => findShop(ref)

/** `email` is stored lower-case; `passwordHash` from lib/auth/password. Throws `conflict` (`email_taken`). */
export async function createUser(input: {
  email: string
  name: string
  passwordHash: string
  locale?: string | null
}): Promise<User> {
  const email = input.email.trim().toLowerCase()
  return orConflict('email_taken', { email }, () =>
    database().prisma.user.create({ data: { ...input, email, id: newId() }, select: userFields }),
  )
}

/** Ignores case. */
export async function findUserByEmail(email: string): Promise<User | null> {
  try {
    return await database().prisma.user.findUnique({ where: { email: email.trim().toLowerCase() }, select: userFields })
  } catch (error) {
    throw toCrmError(error)
  }
}

/** Sets the password's hash and ends every session of the person. Throws `not_found`. */
export async function replacePassword(userId: string, passwordHash: string): Promise<void> {
  await database().prisma.$transaction(async (tx) => {
    const { count } = await tx.user.updateMany({ where: { id: userId }, data: { passwordHash, updatedAt: new Date() } })
    if (count === 0) throw notFound('user')
    await tx.session.updateMany({ where: { userId, revokedAt: null }, data: { revokedAt: new Date() } })
  })
}

/** Gives the person this role in the shop, instead of another they may have there. */
export async function addMembership(tenantId: string, userId: string, role: string): Promise<void> {
  await tenantDb(tenantId).transaction((tx) =>
    tx.membership.upsert({
      where: { tenantId_userId: { tenantId, userId } },
      create: { tenantId, userId, role },
      update: { role },
    }),
  )
}

/** The person works there no more. False when they did not. */
export async function removeMembership(tenantId: string, userId: string): Promise<boolean> {
  const { count } = await tenantDb(tenantId).transaction((tx) => tx.membership.deleteMany({ where: { tenantId, userId } }))
  return count > 0
}

/** What the person is in this shop; null when they do not work there. */
export async function roleIn(tenantId: string, userId: string): Promise<string | null> {
  const membership = await tenantDb(tenantId).transaction((tx) =>
    tx.membership.findUnique({ where: { tenantId_userId: { tenantId, userId } } }),
  )
  return membership?.role ?? null
}

const membershipSchema = z.object({ tenantId: z.string(), slug: z.string(), name: z.string(), role: z.string() })
export type Membership = z.infer<typeof membershipSchema>

/** The shops where the person works, by name. */
export const membershipsOf = (userId: string): Promise<Membership[]> =>
  withoutTenant(membershipSchema, 'select * from memberships_of($1)', [userId])
