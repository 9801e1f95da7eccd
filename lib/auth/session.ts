// Who is signed in. Asked of the database once a request, so that signing out, a new role or a removal counts at once.
import 'server-only'
import { createHash, randomBytes } from 'node:crypto'
import { cookies } from 'next/headers'
import { cache } from 'react'
import type { Shop } from '@/lib/customers/use-case'
import { membershipsOf } from '@/lib/db/account-repo'
import { chooseShop, endSession, endSessionsOf, findSession, insertSession, markSeen } from '@/lib/db/session-repo'
import { notFound } from '@/lib/shared/errors'
import { log } from '@/lib/shared/log'
import { type Role, roleSchema } from './roles'
import { openSession, sessionCookie, sessionLifetime } from './session-cookie'

export interface SignedIn {
  sessionId: string
  user: { id: string; email: string; name: string; locale: string | null }
  role: Role
  shop: Shop
}

const idOf = (value: string): string => createHash('sha256').update(value).digest('hex')

/** A new session; `value` goes into the cookie and nowhere else. */
export async function createSession(userId: string, { userAgent }: { userAgent: string | null }): Promise<{ value: string }> {
  const value = randomBytes(32).toString('base64url')
  await insertSession({
    id: idOf(value),
    userId,
    userAgent: userAgent?.slice(0, 300) ?? null,
    expiresAt: new Date(Date.now() + sessionLifetime * 1000),
  })
  return { value }
}

/** The person behind a session's value; null when it is no live session. */
export async function sessionOf(value: string): Promise<SignedIn | null> {
  const found = await findSession(idOf(value))
  if (found === null) return null
  noteSeen(found.sessionId)
  return {
    sessionId: found.sessionId,
    user: { id: found.userId, email: found.email, name: found.userName, locale: found.userLocale },
    role: roleSchema.parse(found.role),
    shop: {
      id: found.tenantId,
      slug: found.slug,
      name: found.tenantName,
      region: found.region,
      locale: found.locale,
      currency: found.currency,
      timezone: found.timezone,
    },
  }
}

/** The person behind a session cookie as a browser sends it. */
export async function sessionOfCookie(cookie: string | undefined): Promise<SignedIn | null> {
  const value = await openSession(cookie)
  return value === null ? null : sessionOf(value)
}

/** The person behind this request, or null. One SQL statement a request however often it is asked. */
export const currentSession = cache(async (): Promise<SignedIn | null> => {
  const jar = await cookies()
  return sessionOfCookie(jar.get(sessionCookie().name)?.value)
})

/** Ends one session, on the next request of its browser. `id` as in `SignedIn.sessionId`. */
export const revokeSession = (id: string): Promise<void> => endSession(id)

/** Ends the session of a cookie's value, live or not. */
export const revokeSessionValue = (value: string): Promise<void> => endSession(idOf(value))

/** Ends every session of a person, on all devices. */
export const revokeAllSessions = (userId: string): Promise<void> => endSessionsOf(userId)

/** Looks at another shop from now on. Throws `not_found` when the person does not work there. */
export async function moveSession(signedIn: SignedIn, shopId: string): Promise<void> {
  const memberships = await membershipsOf(signedIn.user.id)
  if (!memberships.some((membership) => membership.tenantId === shopId)) throw notFound('shop')
  await chooseShop(signedIn.sessionId, shopId)
}

const seen = new Map<string, number>()
const seenEvery = 5 * 60_000

/** Writes `lastSeenAt` at most every five minutes, beside the request: a failure of it must not fail the page. */
function noteSeen(id: string): void {
  const now = Date.now()
  if (now - (seen.get(id) ?? 0) < seenEvery) return
  if (seen.size > 10_000) seen.clear()
  seen.set(id, now)
  markSeen(id, new Date(now)).catch((error: unknown) => log().warn({ err: error }, 'last seen not written'))
}
