// One request to a vendor and its answer: the address checked, redirects followed on the spot, bytes capped, nothing retried.
import { request as sendRequest } from 'undici'
import { z } from 'zod'
import { CrmError } from '@/lib/shared/errors'
import type { AccessGrant } from './access'
import { agentFor, egressRefusal, egressRefused } from './egress'
import type { HttpAnswer, HttpRequest, VendorHttpConfig } from './http'

const mostRedirects = 3

/** One request with its redirects. Throws CrmError for what must not be, and undici's error for silence. */
export async function exchange(config: VendorHttpConfig, given: HttpRequest, grant: AccessGrant): Promise<HttpAnswer> {
  const signal = AbortSignal.timeout(config.timeout)
  let url = addressOf(config, given, grant)
  for (let hop = 0; ; hop++) {
    const refused = config.allows(url) ? egressRefusal(url, config.ownOrigins) : egressRefused()
    if (refused !== null) throw refused
    const answer = await requestOnce(config, given, grant, url, signal)
    if (answer.status < 300 || answer.status >= 400 || (given.accept ?? []).includes(answer.status)) return answer
    const next = parseUrl(answer.headers.location ?? '', url)
    if (given.method !== 'GET' || next === null || next.origin !== url.origin || hop >= mostRedirects)
      throw new CrmError('bad_response', `${config.vendor} sends the request elsewhere`)
    url = next
  }
}

const parseUrl = (text: string, base?: URL): URL | null => (URL.canParse(text, base) ? new URL(text, base) : null)

function addressOf(config: VendorHttpConfig, { path, query = {} }: HttpRequest, grant: AccessGrant): URL {
  const url = parseUrl(`${config.apiUrl(grant)}${path}`)
  if (url === null) throw egressRefused()
  for (const [name, value] of Object.entries(query)) if (value !== undefined) url.searchParams.append(name, value)
  return url
}

async function requestOnce(
  { maxBytes = 10 * 1024 * 1024, ownOrigins, vendor }: VendorHttpConfig,
  given: HttpRequest,
  grant: AccessGrant,
  url: URL,
  signal: AbortSignal,
): Promise<HttpAnswer> {
  const { body, contentType } = bodyOf(given)
  const answer = await sendRequest(url, {
    dispatcher: agentFor(url, ownOrigins),
    method: given.method,
    headers: {
      accept: 'application/json',
      'accept-encoding': 'identity',
      authorization: `Bearer ${grant.accessToken}`,
      'user-agent': 'Coccinelle',
      ...(contentType === null ? {} : { 'content-type': contentType }),
      ...given.headers,
    },
    body,
    signal,
  })
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of answer.body) {
    const bytes = Buffer.from(chunkSchema.parse(chunk))
    size += bytes.length
    if (size > maxBytes) {
      answer.body.destroy()
      throw new CrmError('bad_response', `${vendor} answered with more than ${maxBytes} bytes`)
    }
    chunks.push(bytes)
  }
  const headers = Object.fromEntries(
    Object.entries(answer.headers).flatMap(([name, value]) => (value === undefined ? [] : [[name, String(value)]])),
  )
  return { status: answer.statusCode, headers, body: Buffer.concat(chunks).toString('utf8') }
}

const chunkSchema = z.instanceof(Uint8Array)

function bodyOf({ json, form, text }: HttpRequest): { body: string | null; contentType: string | null } {
  if (json !== undefined) return { body: JSON.stringify(json), contentType: 'application/json' }
  if (form !== undefined) return { body: new URLSearchParams(form).toString(), contentType: 'application/x-www-form-urlencoded' }
  return text === undefined ? { body: null, contentType: null } : { body: text.body, contentType: text.contentType }
}
