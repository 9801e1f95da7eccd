// The door where a system's server posts the keys that its owner agreed to hand over. Whoever posts is nobody until then.
import 'server-only'
import { keepHandedKeys } from '@/lib/db/oauth-state-repo'
import { log } from '@/lib/shared/log'
import { CrmError } from '@/lib/shared/errors'
import { redirectUriOf } from './connect-way'
import { handingVendor, referenceOf } from './key-handover'
import { DoorError, problemResponse } from './problem'
import { readBody } from './read-body'

/** Bytes, and milliseconds: what is posted has some hundred. */
const limits = { maxBytes: 4_096, within: 10_000 }

/** A shop, and a state that only whoever left from there has. Both are checked together; neither is in the body. */
const tokenPattern = /^([\w-]{1,64})\.([A-Za-z0-9_-]{43})$/

const unknown = () => new DoorError(404, 'not_found', 'handover_not_found')

/**
 * POST /api/handover/{vendor}/{token}. Exactly 200 when the keys are kept, also when they come again. Nothing is called and
 * nothing is linked: that takes the browser that left, with its session. Unknown, over or used departure 404, other keys for
 * one that has some 409, not what the system posts 400, other media type 415, too large 413, too slow 408.
 */
export async function receiveHandover(vendorId: string, token: string, request: Request): Promise<Response> {
  try {
    await accept(vendorId, token, request)
    return new Response(null, { status: 200, headers: { 'cache-control': 'no-store' } })
  } catch (error) {
    const known = error instanceof DoorError || error instanceof CrmError
    // The address holds the state: it is in no log.
    if (known)
      log().info(
        { vendor: handingVendor(vendorId)?.manifest.id ?? 'unknown', code: error.code, reason: error.reason },
        'keys refused',
      )
    else log().error({ err: error }, 'keys could not be taken')
    return problemResponse(
      known ? error : new DoorError(500, 'unexpected', 'unexpected'),
      request.headers.get('accept-language'),
      false,
    )
  }
}

async function accept(vendorId: string, token: string, request: Request): Promise<void> {
  const vendor = handingVendor(vendorId)
  const [, tenantId, state] = tokenPattern.exec(token) ?? []
  if (vendor === null || tenantId === undefined || state === undefined) throw unknown()
  const mediaType = request.headers.get('content-type')?.split(';')[0]?.trim().toLowerCase()
  if (mediaType !== 'application/json')
    throw new DoorError(415, 'unsupported_media_type', 'media_type', { expected: 'application/json' })
  const keys = vendor.handover.read(parsed(await readBody(request, limits)), referenceOf(state))
  if (keys === null) throw new DoorError(400, 'malformed', 'malformed')
  const binding = { tenantId, state, vendor: vendorId, redirectUri: redirectUriOf(vendorId) }
  const outcome = await keepHandedKeys(binding, JSON.stringify(keys))
  if (outcome === 'unknown') throw unknown()
  if (outcome === 'other') throw new CrmError('conflict', 'Other keys have come before', { reason: 'handover_taken' })
}

function parsed(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'))
  } catch {
    throw new DoorError(400, 'malformed', 'body_malformed')
  }
}
