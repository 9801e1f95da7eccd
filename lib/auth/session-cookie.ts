// The cookie: next-auth's encrypted token, which holds nothing but the session's opaque value.
import 'server-only'
import { hkdfSync } from 'node:crypto'
import { decode, encode } from 'next-auth/jwt'
import { z } from 'zod'
import { env } from '@/lib/shared/env'

/** Seconds; a person signs in again after 30 days. */
export const sessionLifetime = 30 * 24 * 60 * 60

const keyOf = (secret: string): string =>
  Buffer.from(hkdfSync('sha256', secret, '', 'coccinelle session cookie', 32)).toString('base64url')

/** Derived from APP_SECRET, so that no other use of it sees the same key. */
export const cookieSecret = (): string => keyOf(env().APP_SECRET)

export const isSecure = (): boolean => env().APP_URL.startsWith('https:')

export const sessionCookie = () => ({
  name: `${isSecure() ? '__Secure-' : ''}next-auth.session-token`,
  options: { httpOnly: true, sameSite: 'lax', path: '/', secure: isSecure() } as const,
})

const tokenSchema = z.object({ value: z.string().min(1) })

export const sealSession = (value: string): Promise<string> =>
  encode({ token: { value }, secret: cookieSecret(), maxAge: sessionLifetime })

/** The session's value, or null for anything we did not seal. A secret being rotated opens what it sealed. */
export async function openSession(cookie: string | undefined): Promise<string | null> {
  if (cookie === undefined || cookie === '') return null
  for (const secret of [env().APP_SECRET, ...env().APP_SECRET_PREVIOUS]) {
    const token = await decode({ token: cookie, secret: keyOf(secret) }).catch(() => null)
    const parsed = tokenSchema.safeParse(token)
    if (parsed.success) return parsed.data.value
  }
  return null
}
