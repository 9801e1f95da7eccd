// One request to a vendor and its answer: the address checked, redirects followed on the spot, bytes capped, nothing retried.
import { request as sendRequest } from 'undici'
import { z } from 'zod'
import { CrmError } from '@/lib/shared/errors'
import type { AccessGrant } from './access'
import { agentFor, egressRefusal, egressRefused } from './egress'
import type { HttpAnswer, HttpRequest, VendorHttpConfig } from './http'

const mostRedirects = 3
const usualCap = 10 * 1024 * 1024
/** Bytes of a refusal that are read; its status says enough without the rest. */
const refusalCap = 64 * 1024

/**
 * One request with its redirects, within `config.timeout` from the first connection to the last byte. Throws CrmError for
 * what must not be, and undici's error for silence.
 */
export async function exchange(config: VendorHttpConfig, given: HttpRequest, grant: AccessGrant): Promise<HttpAnswer> {
  // A header cannot hold other signs: such a token opens nothing.
  if (!/^[\x21-\x7e]+$/.test(grant.accessToken)) throw new CrmError('auth_expired', 'The token is no token')
  const first = addressOf(config, given, grant)
  if (!isAllowed(config, first)) throw egressRefused()
  const signal = AbortSignal.timeout(config.timeout)
  let url = first
  for (let hop = 0; ; hop++) {
    const answer = await requestOnce(config, given, grant, url, signal)
    if (answer.status < 300 || answer.status >= 400 || (given.accept ?? []).includes(answer.status)) return answer
    const { location } = answer.headers
    const next = location === undefined ? null : parseUrl(location, url)
    if (given.method !== 'GET' || hop >= mostRedirects || next?.origin !== first.origin || !isAllowed(config, next))
      throw new CrmError('bad_response', `${config.vendor} sends the request elsewhere`, { reason: 'redirected' })
    url = next
  }
}

/** Whether it is what was asked for and no refusal. */
export const isAccepted = ({ status }: { status: number }, { accept = [] }: HttpRequest): boolean =>
  (status >= 200 && status < 300) || accept.includes(status)

const isAllowed = (config: VendorHttpConfig, url: URL): boolean =>
  config.allows(url) && egressRefusal(url, config.ownOrigins) === null

const parseUrl = (text: string, base?: URL): URL | null => (URL.canParse(text, base) ? new URL(text, base) : null)

function addressOf(config: VendorHttpConfig, { path, query = {} }: HttpRequest, grant: AccessGrant): URL {
  const base = parseUrl(config.apiUrl(grant))
  // What follows the address could otherwise become part of its host: `.evil.example`, `@evil.example`.
  const url = path.startsWith('/') ? parseUrl(`${config.apiUrl(grant)}${path}`) : null
  if (url === null || url.origin !== base?.origin) throw egressRefused()
  for (const [name, value] of Object.entries(query)) if (value !== undefined) url.searchParams.append(name, value)
  return url
}

async function requestOnce(
  config: VendorHttpConfig,
  given: HttpRequest,
  grant: AccessGrant,
  url: URL,
  signal: AbortSignal,
): Promise<HttpAnswer> {
  const { body, contentType } = bodyOf(given)
  const { maxBytes = usualCap, ownOrigins, vendor } = config
  const authorized = authorizationOf(config, grant, { method: given.method, url })
  const answer = await sendRequest(url, {
    dispatcher: agentFor(ownOrigins),
    method: given.method,
    headers: {
      accept: 'application/json',
      'accept-encoding': 'identity',
      ...(authorized === null ? {} : { authorization: authorized }),
      'user-agent': 'Coccinelle',
      ...(given.tokenHeader === undefined ? {} : { [given.tokenHeader]: grant.accessToken }),
      ...(contentType === null ? {} : { 'content-type': contentType }),
      ...given.headers,
    },
    body,
    signal,
  })
  // A body that is destroyed half-way says so by an event, which kills the process when nobody listens.
  answer.body.on('error', () => undefined)
  const headers = Object.fromEntries(
    Object.entries(answer.headers).flatMap(([name, value]) => (value === undefined ? [] : [[name, String(value)]])),
  )
  const status = answer.statusCode
  if (!isAccepted({ status }, given))
    return { status, headers, body: new TextDecoder().decode(await refusalOf(answer.body, refusalCap)) }
  if (headers['content-encoding'] !== undefined && headers['content-encoding'] !== 'identity') {
    answer.body.destroy()
    throw new CrmError('bad_response', `${vendor} answered in an encoding that was not asked for`)
  }
  const { bytes, isWhole } = await readUpTo(answer.body, maxBytes)
  if (!isWhole) throw new CrmError('bad_response', `${vendor} answered with more than ${maxBytes} bytes`)
  return { status, headers, body: decoded(vendor, bytes) }
}

function authorizationOf(
  config: VendorHttpConfig,
  grant: AccessGrant,
  attempt: { method: HttpRequest['method']; url: URL },
): string | null {
  return config.authorization === undefined ? `Bearer ${grant.accessToken}` : config.authorization(grant, attempt)
}

type Body = Awaited<ReturnType<typeof sendRequest>>['body']

const chunkSchema = z.instanceof(Uint8Array)

/** Never holds more than `cap` and one chunk; what is longer is cut off together with its connection. */
async function readUpTo(body: Body, cap: number): Promise<{ bytes: Buffer; isWhole: boolean }> {
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of body) {
    const bytes = chunkSchema.parse(chunk)
    size += bytes.length
    chunks.push(bytes)
    // Leaving the loop destroys the stream.
    if (size > cap) return { bytes: Buffer.concat(chunks).subarray(0, cap), isWhole: false }
  }
  return { bytes: Buffer.concat(chunks), isWhole: true }
}

/** A refusal whose body breaks off is a refusal all the same. */
const refusalOf = (body: Body, cap: number): Promise<Uint8Array> =>
  readUpTo(body, cap).then(
    ({ bytes }) => bytes,
    () => new Uint8Array(),
  )

/** Names with other signs than they were sent with would be kept for good. */
function decoded(vendor: string, bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    throw new CrmError('bad_response', `${vendor} answered with bytes that are no UTF-8`)
  }
}

function bodyOf({ json, form, text }: HttpRequest): { body: string | null; contentType: string | null } {
  if (json !== undefined) return { body: JSON.stringify(json), contentType: 'application/json' }
  if (form !== undefined) return { body: new URLSearchParams(form).toString(), contentType: 'application/x-www-form-urlencoded' }
  return text === undefined ? { body: null, contentType: null } : { body: text.body, contentType: text.contentType }
}
