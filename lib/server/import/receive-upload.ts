// The door for a file from the browser: our own site, signed in, allowed; then the file, as it comes.
import 'server-only'
import { currentSession } from '@/lib/auth/session'
import { CrmError } from '@/lib/shared/errors'
import { actionResult } from '../action'
import { contextOf } from '../context'
import { requireSameOrigin } from '../same-origin'
import { receiveFile } from './receive-file'

const fileName = (request: Request): string => new URL(request.url).searchParams.get('name') ?? ''

/** Answers as a server action does: `{ok: true, data: id}`, or why not in the reader's language, with 422. */
export async function receiveUpload(request: Request, numbered: (place: number) => string): Promise<Response> {
  const result = await actionResult(async () => {
    requireSameOrigin(request.headers)
    const signedIn = await currentSession()
    if (signedIn === null) throw new CrmError('auth_expired', 'Signed out', { reason: 'signed_out' })
    const context = contextOf(signedIn)
    if (!context.can('customers:import')) throw new CrmError('forbidden', 'Needs customers:import', { reason: 'role_forbidden' })
    const size = Number(request.headers.get('content-length') ?? 0)
    return receiveFile(context.shop, context.useCase.actor, { name: fileName(request), size, body: request.body }, numbered)
  })
  // What is left of a refused body is never read.
  const headers = { 'cache-control': 'private, no-store', ...(result.ok ? {} : { connection: 'close' }) }
  return Response.json(result, { status: result.ok ? 200 : 422, headers })
}
