// Checks an e-mail and a password and opens a session. The only place where passwords are checked.
import 'server-only'
import { z } from 'zod'
import { normaliseEmail } from '@/lib/customers/identity'
import { parseInput } from '@/lib/customers/parse-input'
import { findUserByEmail, membershipsOf, type User } from '@/lib/db/account-repo'
import { CrmError } from '@/lib/shared/errors'
import { verifyPassword } from './password'
import { createSession } from './session'
import { countPasswordCheck, forgetPasswordCheck } from './throttle'

const credentialsSchema = z.object({
  email: z.string().trim().min(1).max(254),
  password: z.string().min(1).max(200),
})

export interface Visitor {
  address: string | null
  userAgent: string | null
}

/**
 * Throws `invalid` (empty fields), `rate_limited` (`sign_in_throttled`) or `forbidden`: `sign_in_refused` for a wrong
 * password and an unknown or disabled person alike, `no_shop` for one who works nowhere.
 */
export async function signInWithPassword(input: unknown, visitor: Visitor): Promise<{ user: User; value: string }> {
  const { email: typed, password } = parseInput(credentialsSchema, input)
  const email = normaliseEmail(typed) ?? typed.toLowerCase()
  await countPasswordCheck(email, visitor.address)
  const user = await findUserByEmail(email)
  const right = await verifyPassword(user?.passwordHash ?? null, password)
  if (user === null || !right || user.disabledAt !== null)
    throw new CrmError('forbidden', 'Wrong e-mail or password', { reason: 'sign_in_refused' })
  await forgetPasswordCheck(email, visitor.address)
  if ((await membershipsOf(user.id)).length === 0)
    throw new CrmError('forbidden', 'The person works in no shop', { reason: 'no_shop' })
  const { value } = await createSession(user.id, { userAgent: visitor.userAgent })
  return { user, value }
}
