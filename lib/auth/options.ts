// next-auth: the credentials provider, with a token that only points at a Session row.
import 'server-only'
import type { NextAuthOptions } from 'next-auth'
import Credentials from 'next-auth/providers/credentials'
import { z } from 'zod'
import { env } from '@/lib/shared/env'
import { CrmError } from '@/lib/shared/errors'
import { log } from '@/lib/shared/log'
import { cookieSecret, isSecure, openSession, sealSession, sessionCookie, sessionLifetime } from './session-cookie'
import { revokeSessionValue, sessionOf } from './session'
import { signInWithPassword } from './sign-in'
import { visitorOf } from './visitor'

const held = z.object({ value: z.string() })
const heldValue = (token: unknown): string | null => held.safeParse(token).data?.value ?? null

const asHeaders = (headers: Record<string, unknown> | undefined): Headers => {
  const result = new Headers()
  for (const [name, value] of Object.entries(headers ?? {})) if (typeof value === 'string') result.set(name, value)
  return result
}

export const authOptions = (): NextAuthOptions => ({
  secret: cookieSecret(),
  useSecureCookies: isSecure(),
  cookies: { sessionToken: sessionCookie() },
  session: { strategy: 'jwt', maxAge: sessionLifetime },
  pages: { signIn: '/login', error: '/login' },
  // Codes only: what next-auth would print beside them may hold what was typed.
  logger: {
    error: (code) => log().warn({ code }, 'next-auth refused'),
    warn: (code) => log().debug({ code }, 'next-auth warns'),
    debug: () => {},
  },
  jwt: {
    encode: async ({ token }) => sealSession(heldValue(token) ?? ''),
    decode: async ({ token }) => {
      const value = await openSession(token)
      return value === null ? null : { value }
    },
  },
  providers: [
    Credentials({
      credentials: { email: { type: 'email' }, password: { type: 'password' } },
      authorize: async (credentials, request) => {
        try {
          const { user, value } = await signInWithPassword(credentials, visitorOf(asHeaders(request.headers)))
          return { id: user.id, email: user.email, name: user.name, value }
        } catch (error) {
          // next-auth puts the message into an address; the login page turns these words into a sentence.
          throw new Error(error instanceof CrmError ? error.reason : 'unavailable')
        }
      },
    }),
  ],
  callbacks: {
    jwt: ({ token, user }) => {
      const value = heldValue(user) ?? heldValue(token)
      return value === null ? {} : { value }
    },
    session: async ({ session, token }) => {
      const value = heldValue(token)
      const signedIn = value === null ? null : await sessionOf(value)
      return signedIn === null
        ? { expires: new Date(0).toISOString() }
        : { expires: session.expires, user: { name: signedIn.user.name, email: signedIn.user.email } }
    },
    redirect: ({ url }) => {
      const { APP_URL } = env()
      return URL.canParse(url, APP_URL) && new URL(url, APP_URL).origin === new URL(APP_URL).origin
        ? new URL(url, APP_URL).href
        : APP_URL
    },
  },
  events: {
    signOut: async ({ token }) => {
      const value = heldValue(token)
      if (value !== null) await revokeSessionValue(value)
    },
  },
})
