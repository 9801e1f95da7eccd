// Signed-in browsers. A session's id is the SHA-256 of the value in the cookie, so the table gives nobody a way in.
import 'server-only'
import { z } from 'zod'
import { database } from './client'
import { toCrmError } from './database-errors'
import { withoutTenant } from './tenant-db'

const contextSchema = z.object({
  sessionId: z.string(),
  userId: z.string(),
  email: z.string(),
  userName: z.string(),
  userLocale: z.string().nullable(),
  role: z.string(),
  tenantId: z.string(),
  slug: z.string(),
  tenantName: z.string(),
  region: z.string(),
  locale: z.string(),
  currency: z.string(),
  timezone: z.string(),
})
export type SessionContext = z.infer<typeof contextSchema>

/** Who this is and in which shop, in one statement; null when the session ended, was revoked, or nobody works anywhere. */
export async function findSession(id: string): Promise<SessionContext | null> {
  const [context] = await withoutTenant(contextSchema, 'select * from session_context($1)', [id])
  return context ?? null
}

const sessions = () => database().prisma.session

const asking = async <T>(work: Promise<T>): Promise<T> => {
  try {
    return await work
  } catch (error) {
    throw toCrmError(error)
  }
}

export async function insertSession(session: {
  id: string
  userId: string
  userAgent: string | null
  expiresAt: Date
}): Promise<void> {
  await asking(sessions().create({ data: session, select: { id: true } }))
}

/** Idempotent. */
export async function endSession(id: string): Promise<void> {
  await asking(sessions().updateMany({ where: { id, revokedAt: null }, data: { revokedAt: new Date() } }))
}

export async function endSessionsOf(userId: string): Promise<void> {
  await asking(sessions().updateMany({ where: { userId, revokedAt: null }, data: { revokedAt: new Date() } }))
}

/** The shop the browser looks at; whether the person may see it is asked at every request. */
export async function chooseShop(id: string, shopId: string): Promise<void> {
  await asking(sessions().updateMany({ where: { id }, data: { shopId } }))
}

export async function markSeen(id: string, at: Date): Promise<void> {
  await asking(sessions().updateMany({ where: { id }, data: { lastSeenAt: at } }))
}
