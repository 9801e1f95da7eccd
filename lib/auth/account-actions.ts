'use server'
// What a person does with their own session: sign in, sign out, look at another shop.
import { cookies, headers } from 'next/headers'
import { redirect } from 'next/navigation'
import { z } from 'zod'
import { parseInput } from '@/lib/customers/parse-input'
import { type ActionResult, actionResult } from '@/lib/server/action'
import { requireSameOrigin } from '@/lib/server/same-origin'
import { safeNext } from '@/lib/server/sign-in-path'
import { CrmError } from '@/lib/shared/errors'
import { currentSession, moveSession, revokeSessionValue } from './session'
import { openSession, sealSession, sessionCookie, sessionLifetime } from './session-cookie'
import { signInWithPassword } from './sign-in'
import { visitorOf } from './visitor'

const nextSchema = z.object({ next: z.string().nullish() })

/** `{ email, password, next? }` → where to go. Sets the cookie. */
export async function signIn(input: unknown): Promise<ActionResult<{ next: string }>> {
  return actionResult(async () => {
    const head = await headers()
    requireSameOrigin(head)
    const { value } = await signInWithPassword(input, visitorOf(head))
    const { name, options } = sessionCookie()
    const jar = await cookies()
    jar.set(name, await sealSession(value), { ...options, maxAge: sessionLifetime })
    return { next: safeNext(nextSchema.safeParse(input).data?.next) }
  })
}

/** Ends this session in the database, takes the cookie away and shows the sign-in page. */
export async function signOut(): Promise<void> {
  requireSameOrigin(await headers())
  const jar = await cookies()
  const { name, options } = sessionCookie()
  const value = await openSession(jar.get(name)?.value)
  if (value !== null) await revokeSessionValue(value)
  jar.set(name, '', { ...options, maxAge: 0 })
  redirect('/login')
}

/** `{ shopId }`: looks at another shop the person works in. */
export async function switchShop(input: unknown): Promise<ActionResult<null>> {
  return actionResult(async () => {
    requireSameOrigin(await headers())
    const signedIn = await currentSession()
    if (signedIn === null) throw new CrmError('auth_expired', 'Signed out', { reason: 'signed_out' })
    const { shopId } = parseInput(z.object({ shopId: z.string().min(1).max(100) }).strict(), input)
    await moveSession(signedIn, shopId)
    return null
  })
}
