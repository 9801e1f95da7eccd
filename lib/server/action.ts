// The ladder every server action climbs: our own site → signed in → allowed → input parsed → use case.
import 'server-only'
import { headers } from 'next/headers'
import { unstable_rethrow } from 'next/navigation'
import type { z } from 'zod'
import type { Permission } from '@/lib/auth/roles'
import { currentSession } from '@/lib/auth/session'
import { parseInput } from '@/lib/customers/parse-input'
import { CrmError, type ErrorCode } from '@/lib/shared/errors'
import { log } from '@/lib/shared/log'
import { contextOf, type DashboardContext } from './context'
import { errorText } from './error-text'
import { requireSameOrigin } from './same-origin'

/** `message` and `issues` are in the reader's language; `params` for programs (`existingId`, `currentVersion`). */
export type ActionResult<T> =
  | { ok: true; data: T }
  | {
      ok: false
      code: ErrorCode
      reason: string
      message: string
      issues: { path: string; message: string }[]
      params: Record<string, string | number>
    }

/** Runs `work`; what it refuses becomes a result in the reader's language, and what breaks is logged and said politely. */
export async function actionResult<T>(work: () => Promise<T>): Promise<ActionResult<T>> {
  try {
    return { ok: true, data: await work() }
  } catch (error) {
    unstable_rethrow(error)
    if (!(error instanceof CrmError)) log().error({ err: error }, 'server action failed')
    const known = error instanceof CrmError ? error : new CrmError('unavailable', 'Unexpected', { reason: 'unexpected' })
    const { message, issues } = await errorText(known)
    return {
      ok: false,
      code: known.code,
      reason: known.reason,
      message,
      issues: issues.map(({ path, message: text }) => ({ path, message: text })),
      params: known.params,
    }
  }
}

/**
 * A server action for signed-in people with `permission`. `schema` parses what the browser sent; the shop and the
 * person come from the session, never from the input.
 */
export const tenantAction =
  <S extends z.ZodType, T>(
    permission: Permission,
    schema: S,
    handler: (context: DashboardContext, input: z.output<S>) => Promise<T>,
  ) =>
  (input: unknown): Promise<ActionResult<T>> =>
    actionResult(async () => {
      requireSameOrigin(await headers())
      const signedIn = await currentSession()
      if (signedIn === null) throw new CrmError('auth_expired', 'Signed out', { reason: 'signed_out' })
      const context = contextOf(signedIn)
      if (!context.can(permission)) throw new CrmError('forbidden', `Needs ${permission}`, { reason: 'role_forbidden' })
      return handler(context, parseInput(schema, input))
    })
