// How the OAuth engine reaches a vendor: the egress guard, a time limit, a size cap, no redirects; answers as the standard writes them.
import { request as sendRequest } from 'undici'
import { z } from 'zod'
import { CrmError } from '@/lib/shared/errors'
import { agentFor, egressRefusal, egressRefused, isGuardRefusal } from './egress'

/** Milliseconds for one exchange, and bytes of its answer. */
export const oauthTimeout = 10_000
const maxBytes = 256 * 1024

const chunkSchema = z.instanceof(Uint8Array)
const objectSchema = z.record(z.string(), z.unknown())
const urlSchema = z.instanceof(URL).or(z.string())
const initSchema = z.object({
  method: z.enum(['GET', 'POST']).default('POST'),
  headers: z.union([z.instanceof(Headers), z.record(z.string(), z.string())]).optional(),
  body: z.union([z.string(), z.instanceof(URLSearchParams)]).nullish(),
})

/**
 * A `fetch` for token endpoints. Throws CrmError `forbidden` (`egress_refused`), `bad_response` (too large), `unavailable`
 * (no answer, or the vendor asks to wait).
 * @param ownOrigins origins that the operator set: only these may be http or private
 */
export const oauthFetch =
  (vendor: string, ownOrigins: readonly string[]) =>
  async (address: unknown, options: unknown): Promise<Response> => {
    const url = new URL(urlSchema.parse(address))
    const { method, headers, body } = initSchema.parse(options)
    const refused = egressRefusal(url, ownOrigins)
    if (refused !== null) throw refused
    const { status, text, retryAfter } = await exchange(vendor, url, ownOrigins, {
      method,
      headers: Object.fromEntries(new Headers(headers)),
      body: body == null ? null : body.toString(),
    })
    if (status === 429 || status >= 500)
      throw new CrmError(
        'unavailable',
        `${vendor} answered ${status} to a token request`,
        retryAfter === null ? {} : { retryAfter },
      )
    return standardAnswer(status, text)
  }

async function exchange(
  vendor: string,
  url: URL,
  ownOrigins: readonly string[],
  given: { method: 'GET' | 'POST'; headers: Record<string, string>; body: string | null },
): Promise<{ status: number; text: string; retryAfter: number | null }> {
  try {
    const answer = await sendRequest(url, {
      ...given,
      headers: { ...given.headers, 'accept-encoding': 'identity', 'user-agent': 'Coccinelle' },
      dispatcher: agentFor(ownOrigins),
      signal: AbortSignal.timeout(oauthTimeout),
    })
    const chunks: Buffer[] = []
    let size = 0
    for await (const chunk of answer.body) {
      const bytes = Buffer.from(chunkSchema.parse(chunk))
      size += bytes.length
      if (size > maxBytes) {
        answer.body.destroy()
        throw new CrmError('bad_response', `${vendor} answered a token request with more than ${maxBytes} bytes`)
      }
      chunks.push(bytes)
    }
    const wait = /^\d{1,6}$/.exec(String(answer.headers['retry-after'] ?? ''))
    return {
      status: answer.statusCode,
      text: Buffer.concat(chunks).toString('utf8'),
      retryAfter: wait === null ? null : Number(wait[0]),
    }
  } catch (cause) {
    if (cause instanceof CrmError) throw cause
    // The cause is left out: undici's errors may quote what was sent.
    throw isGuardRefusal(cause) ? egressRefused() : new CrmError('unavailable', `${vendor} does not answer a token request`)
  }
}

/**
 * Vendors name an error in `status` where the standard has `error`, call JSON text, or add an `id_token` that nobody asked
 * for. What is left is what RFC 6749 says; challenges in headers are not taken over.
 */
function standardAnswer(status: number, text: string): Response {
  let parsed: unknown
  try {
    parsed = JSON.parse(text)
  } catch {
    parsed = null
  }
  const json = objectSchema.safeParse(parsed)
  if (!json.success) return new Response(status === 204 ? null : text, { status, headers: { 'content-type': 'text/plain' } })
  const { id_token: _unasked, ...fields } = json.data
  const named = typeof fields.error === 'string' && fields.error !== '' ? fields.error : fields.status
  const standard =
    status >= 400 ? { error: typeof named === 'string' && named !== '' ? named : 'unnamed' } : { token_type: 'bearer', ...fields }
  return new Response(JSON.stringify(standard), { status, headers: { 'content-type': 'application/json' } })
}
