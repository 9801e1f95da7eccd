// A HubSpot on loopback: accounts with their tokens, records, limits and faults, speaking the documented wire. For tests
// and `npm run sandbox`; nothing of it is in the product.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { createHmac } from 'node:crypto'
import { z } from 'zod'
import { FakeLimits, type LimitOptions } from './fake-limits'
import { FakeOAuth, type OAuthAnswer } from './fake-oauth'
import { answerObjects, type FakeAnswer, type FakeRequest } from './fake-objects'
import { FakePortal, type PortalOptions, Refusal } from './fake-portal'

export const allScopes = ['oauth', 'crm.objects.contacts.read', 'crm.objects.contacts.write', 'crm.schemas.contacts.read', 'crm.schemas.contacts.write']

export interface Fault {
  answer: number | 'broken' | 'silent'
  headers?: Record<string, string>
  body?: string
}

export interface FakeOptions extends Partial<PortalOptions>, LimitOptions {
  port?: number
  /** Sees every exchange: for checks against the published schema. */
  onExchange?(request: FakeRequest, answer: FakeAnswer): void
}

export interface FakeState {
  requests: number
  /** Beyond a limit. */
  refused: number
  /** How many answers to writes are lost after the deed. */
  dropAfter: number
  readonly paths: Set<string>
  /** Which answer is lost after the deed, once. */
  lose: ((path: string, method: string) => boolean) | null
  /** What is refused, and how. */
  refuse: ((path: string) => FakeAnswer | null) | null
  /** What goes out instead of an answer, after the deed; null: the answer itself. */
  spoil: ((path: string, method: string) => string | null) | null
}

export type HubspotFake = Awaited<ReturnType<typeof startHubspotFake>>

export async function startHubspotFake(options: FakeOptions = {}) {
  let clock = 0
  // Beyond what a JavaScript number holds, so that whoever reads one as a number is found out.
  let sequence = 9_007_199_254_740_993n
  const portalOptions: PortalOptions = {
    searchLag: options.searchLag ?? 0,
    newIdOnMerge: options.newIdOnMerge ?? false,
    now: options.now ?? (() => (clock = Math.max(Date.now(), clock + 1))),
    nextId: options.nextId ?? (() => String((sequence += 7n))),
  }
  const portals = new Map<number, FakePortal>()
  const addPortal = (): FakePortal => {
    const portal = new FakePortal(62_515 + portals.size, portalOptions)
    portals.set(portal.id, portal)
    return portal
  }
  const first = addPortal()
  const oauth = new FakeOAuth(first.id)
  const faults: Fault[] = []
  const limits = new FakeLimits(options)
  const state: FakeState = { requests: 0, refused: 0, dropAfter: 0, paths: new Set(), lose: null, refuse: null, spoil: null }

  const send = (response: ServerResponse, status: number, body: unknown, headers: Record<string, string> = {}): void => {
    const text = body === null || body === undefined ? '' : typeof body === 'string' ? body : JSON.stringify(body)
    response.writeHead(status, { 'content-type': 'application/json;charset=utf-8', ...headers }).end(text)
  }

  async function answerApi(request: IncomingMessage, response: ServerResponse, url: URL): Promise<void> {
    state.requests += 1
    state.paths.add(url.pathname)
    const fault = faults.shift()
    if (fault?.answer === 'silent') return
    if (fault?.answer === 'broken') return void request.socket.destroy()
    if (fault !== undefined && typeof fault.answer === 'number') return send(response, fault.answer, fault.body ?? '', fault.headers)
    const given: FakeRequest = { method: request.method ?? 'GET', path: url.pathname, query: url.searchParams, contentType: contentTypeOf(request), body: await readJson(request) }
    const refuse = (status: number, body: Record<string, unknown>): void => {
      options.onExchange?.(given, { status, body })
      send(response, status, body)
    }
    const token = oauth.tokens.get(/^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1] ?? '')
    const portal = token === undefined || token.expiresAt <= Date.now() ? undefined : portals.get(token.portalId)
    if (token === undefined || portal === undefined)
      return refuse(401, { status: 'error', message: 'Authentication credentials not found', correlationId: 'x', category: 'INVALID_AUTHENTICATION' })
    const needs = scopeOf(request.method ?? 'GET', url.pathname)
    if (!token.scopes.includes(needs))
      return refuse(403, {
        status: 'error',
        message: 'This app has not been granted all required scopes',
        correlationId: 'x',
        category: 'MISSING_SCOPES',
        errors: [{ message: 'One or more of the following scopes are required.', context: { requiredGranularScopes: [needs] } }],
      })
    const { refused, headers } = limits.take(portal.id, url.pathname.endsWith('/search'))
    if (refused !== null) {
      state.refused += 1
      return send(response, refused.status, refused.body, headers)
    }
    const answer = state.refuse?.(given.path) ?? answered(portal, given)
    options.onExchange?.(given, answer)
    if (state.dropAfter > 0 && given.method !== 'GET') {
      state.dropAfter -= 1
      return void request.socket.destroy()
    }
    if (state.lose?.(given.path, given.method) === true) {
      state.lose = null
      return void request.socket.destroy()
    }
    send(response, answer.status, state.spoil?.(given.path, given.method) ?? answer.body, headers)
  }

  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://fake.invalid')
    const work = url.pathname.startsWith('/oauth/')
      ? answerOAuth(request, url).then(({ status, body, headers }) => send(response, status, body, headers))
      : url.pathname === '/'
        ? Promise.resolve(send(response, 200, overview(), { 'content-type': 'text/html; charset=utf-8' }))
        : answerApi(request, response, url)
    work.catch((error: unknown) => send(response, 500, { status: 'error', message: String(error) }))
  })

  async function answerOAuth(request: IncomingMessage, url: URL): Promise<OAuthAnswer> {
    if (url.pathname === '/oauth/authorize' && request.method === 'GET') return oauth.authorizePage(url.searchParams)
    const form = new URLSearchParams(await readText(request))
    if (url.pathname === '/oauth/authorize') return oauth.decide(form)
    const answer = oauth.answer(request.method ?? 'GET', url.pathname, form)
    const given = { method: request.method ?? 'GET', path: url.pathname, query: url.searchParams, contentType: contentTypeOf(request), body: Object.fromEntries(form) }
    if (!url.pathname.startsWith('/oauth/v1/')) options.onExchange?.(given, answer)
    return answer
  }

  /** What a person of the sandbox looks at: who is there. */
  const overview = (): string => {
    const escape = (text: string) => text.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`)
    const rows = first.all('contacts').flatMap(({ archivedAt, properties }) => {
      if (archivedAt !== null) return []
      const cells = ['firstname', 'lastname', 'email', 'phone', 'lifecyclestage', 'coccinelle_tags'].map((name) => `<td>${escape(properties[name] ?? '')}</td>`)
      return [`<tr>${cells.join('')}</tr>`]
    })
    return `<!doctype html><meta charset="utf-8"><title>HubSpot simulé</title><style>body{font:15px system-ui;margin:2rem}td,th{padding:.4rem 1rem;text-align:left;border-bottom:1px solid #ddd}</style><h1>HubSpot simulé : ${rows.length} contacts</h1><table><tr><th>Prénom<th>Nom<th>E-mail<th>Téléphone<th>Étape<th>Étiquettes</tr>${rows.join('')}</table>`
  }

  await new Promise<void>((done) => server.listen(options.port ?? 0, '127.0.0.1', done))
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no port')

  return {
    url: `http://127.0.0.1:${address.port}`,
    portal: first,
    addPortal,
    oauth,
    state,
    /** The next `times` requests are answered so. */
    fail: (fault: Fault, times: number): void => void faults.splice(0, faults.length, ...Array.from({ length: times }, () => fault)),
    /**
     * Signs and sends events as HubSpot does; the answer's status. Ids that are given as text go out as bare numbers, as
     * HubSpot writes them, whatever their size.
     */
    sendWebhook: async (target: string, events: unknown[], at = Date.now()): Promise<number> => {
      const body = JSON.stringify(events)
        .replace(/("(?:objectId|primaryObjectId|newObjectId|portalId)":)"(\d+)"/g, '$1$2')
        .replace(/"mergedObjectIds":\[[^\]]*\]/g, (ids) => ids.replace(/"(\d+)"/g, '$1'))
      const headers = signedHeaders(target, body, oauth.client.secret, at)
      return (await fetch(target, { method: 'POST', body, headers })).status
    },
    close: async (): Promise<void> => {
      server.closeAllConnections()
      await new Promise((done) => server.close(done))
    },
  }
}

/** https://developers.hubspot.com/docs/apps/developer-platform/build-apps/authentication/request-validation */
export function signedHeaders(target: string, body: string | Buffer, secret: string, at: number): Record<string, string> {
  const signature = createHmac('sha256', secret).update(`POST${target}`).update(body).update(String(at)).digest('base64')
  return { 'content-type': 'application/json', 'x-hubspot-signature-v3': signature, 'x-hubspot-request-timestamp': String(at) }
}

/** What a call needs. The contact scopes cover notes, communications and associations. */
function scopeOf(method: string, path: string): string {
  const isRead = method === 'GET' || /\/(search|batch\/read)$/.test(path)
  return `${/\/properties\//.test(path) ? 'crm.schemas.contacts' : 'crm.objects.contacts'}.${isRead ? 'read' : 'write'}`
}

function answered(portal: FakePortal, request: FakeRequest): FakeAnswer {
  try {
    return answerObjects(portal, request) ?? { status: 404, body: { status: 'error', message: 'no such path', correlationId: 'x', category: 'OBJECT_NOT_FOUND' } }
  } catch (error) {
    if (error instanceof Refusal) return { status: error.status, body: error.body }
    throw error
  }
}

const contentTypeOf = ({ headers }: IncomingMessage): string => (headers['content-type'] ?? '').split(';')[0]?.trim() ?? ''

async function readText(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(Buffer.from(z.instanceof(Uint8Array).parse(chunk)))
  return Buffer.concat(chunks).toString('utf8')
}

async function readJson(request: IncomingMessage): Promise<unknown> {
  const text = await readText(request)
  try {
    return text === '' ? null : JSON.parse(text)
  } catch {
    return text
  }
}
