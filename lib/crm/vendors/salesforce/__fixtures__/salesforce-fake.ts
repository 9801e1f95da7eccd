// A Salesforce on loopback: orgs with their tokens, records, rules, limits and faults, speaking the documented wire. For tests
// and `npm run sandbox`; nothing of it is in the product.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { HttpFault } from '../../../contract/world'
import { FakeApi, type FakeAnswer, type FakeRequest } from './fake-objects'
import { FakeOAuth, type OAuthAnswer } from './fake-oauth'
import { FakeOrg } from './fake-org'
import type { FakeValue } from './fake-values'
import { isAcknowledged, outboundMessage, type OutboundOptions, type OutboundRecord } from './fake-outbound'

export interface FakeOptions {
  port?: number
  /** The orgs' clocks run with ours; else only writes move them, and nothing depends on how long a test takes. */
  isLive?: boolean
  /** Sees every exchange of the API: for checks against the documented shapes. */
  onExchange?(request: FakeRequest, answer: FakeAnswer): void
}

export type SalesforceFake = Awaited<ReturnType<typeof startSalesforceFake>>

const maintenance = '<html><head><title>Down for Maintenance</title></head><body>Sorry to interrupt…</body></html>'

export async function startSalesforceFake(options: FakeOptions = {}) {
  const orgs: FakeOrg[] = []
  const apis = new Map<FakeOrg, FakeApi>()
  const addOrg = (): FakeOrg => {
    const org = new FakeOrg(orgs.length + 1, { isLive: options.isLive === true })
    orgs.push(org)
    apis.set(org, new FakeApi(org))
    return org
  }
  const first = addOrg()
  let origin = ''
  const oauth = new FakeOAuth(first, () => origin)
  const faults: HttpFault[] = []
  let pointed: { method: string; path: RegExp; fault: HttpFault; hits: number } | null = null
  /**
   * `dropAfter`: so many writes are done and their answers lost. `stopAfter`: after so many requests nothing gets through
   * any more, as for a process that died. `paths`: what was asked for, in the order of its first time.
   */
  const state = { requests: 0, dropAfter: 0, stopAfter: null as number | null, isDown: false, paths: new Map<string, number>() }

  const send = (response: ServerResponse, status: number, body: unknown, headers: Record<string, string> = {}): void => {
    const text = body === null || body === undefined ? '' : typeof body === 'string' ? body : JSON.stringify(body)
    response.writeHead(status, { 'content-type': 'application/json;charset=UTF-8', ...headers }).end(text)
  }
  const refuse = (response: ServerResponse, status: number, errorCode: string, message: string): void =>
    send(response, status, [{ message, errorCode }])

  async function answerApi(request: IncomingMessage, response: ServerResponse, url: URL): Promise<void> {
    state.requests += 1
    state.paths.set(url.pathname, (state.paths.get(url.pathname) ?? 0) + 1)
    if (state.stopAfter !== null && state.stopAfter-- <= 0) return refuse(response, 400, 'UNKNOWN_EXCEPTION', 'stopped')
    const isMeant = pointed !== null && pointed.method === request.method && pointed.path.test(url.pathname)
    if (pointed !== null && isMeant) pointed.hits += 1
    const fault = faults.shift() ?? (isMeant ? pointed?.fault : undefined)
    if (fault?.answer === 'silent') return
    if (fault?.answer === 'broken') return void request.socket.destroy()
    if (fault !== undefined && typeof fault.answer === 'number') return send(response, fault.answer, fault.body ?? '', fault.headers)
    if (state.isDown) return send(response, 503, maintenance, { 'content-type': 'text/html' })
    const body = await readJson(request)
    const org = oauth.find(bearer(request))
    if (url.pathname === '/services/data/' || url.pathname === '/services/data')
      return send(response, 200, (org ?? first).versions.map((version) => ({ label: `v${version}`, url: `/services/data/v${version}`, version })))
    if (org === null) return refuse(response, 401, 'INVALID_SESSION_ID', 'Session expired or invalid')
    response.setHeader('date', new Date(org.now()).toUTCString())
    response.setHeader('sforce-limit-info', `api-usage=${org.usage.used}/${org.usage.of}`)
    if (org.usage.used >= org.usage.of) return refuse(response, 403, 'REQUEST_LIMIT_EXCEEDED', 'TotalRequests Limit exceeded.')
    org.usage.used += 1
    const headers = Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)]))
    const given: FakeRequest = { method: request.method ?? 'GET', path: url.pathname, query: url.searchParams, headers, body }
    const answer = apis.get(org)?.answer(given) ?? { status: 404, body: [] }
    options.onExchange?.(given, answer)
    if (state.dropAfter > 0 && given.method !== 'GET') {
      state.dropAfter -= 1
      return void request.socket.destroy()
    }
    send(response, answer.status, answer.body)
  }

  async function answerOAuth(request: IncomingMessage, url: URL): Promise<OAuthAnswer> {
    const [, , , action = ''] = url.pathname.split('/')
    if (action === 'authorize' && request.method === 'GET') return oauth.authorizePage(url.searchParams)
    if (action === 'userinfo') return oauth.whoIs(bearer(request))
    const form = new URLSearchParams(await readText(request))
    if (action === 'authorize') return oauth.decide(form)
    if (action === 'token') return oauth.token(form)
    if (action === 'introspect') return oauth.introspect(form)
    if (action === 'revoke') return oauth.revoke(form)
    return { status: 404, body: '' }
  }

  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://fake.invalid')
    const work = url.pathname.startsWith('/services/oauth2/')
      ? answerOAuth(request, url).then(({ status, body, headers }) => send(response, status, body, headers))
      : url.pathname.startsWith('/id/')
        ? Promise.resolve(oauth.whoIs(bearer(request))).then(({ status, body }) => send(response, status, body))
        : url.pathname === '/'
          ? Promise.resolve(send(response, 200, overview(first), { 'content-type': 'text/html; charset=utf-8' }))
          : answerApi(request, response, url)
    work.catch((error: unknown) => send(response, 500, [{ message: String(error), errorCode: 'UNKNOWN_EXCEPTION' }]))
  })

  await new Promise<void>((done) => server.listen(options.port ?? 0, '127.0.0.1', done))
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  origin = `http://127.0.0.1:${address.port}`

  return {
    url: origin,
    org: first,
    addOrg,
    oauth,
    state,
    /** The next `times` requests of the API are answered so. */
    fail: (fault: HttpFault, times: number): void => void faults.splice(0, faults.length, ...Array.from({ length: times }, () => fault)),
    /** Requests of this kind are answered so, and not done, until `end` is called; it says how many there were. */
    failOn: (method: string, path: RegExp, fault: HttpFault): { end(): number } => {
      const mine = (pointed = { method, path, fault, hits: 0 })
      return { end: () => ((pointed = null), mine.hits) }
    },
    /** Sends an Outbound Message; whether the receiver took it. */
    sendOutbound: async (target: string, org: FakeOrg, records: readonly OutboundRecord[], more: OutboundOptions = {}): Promise<boolean> => {
      const answer = await fetch(target, {
        method: 'POST',
        redirect: 'manual',
        headers: { 'content-type': 'text/xml; charset=utf-8', soapaction: '""' },
        body: outboundMessage(org.id, records, more),
      })
      return isAcknowledged(answer.status, await answer.text())
    },
    close: async (): Promise<void> => {
      server.closeAllConnections()
      await new Promise((done) => server.close(done))
    },
  }
}

const bearer = (request: IncomingMessage): string => /^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1] ?? ''

/** What a person of the sandbox looks at: who is there. */
function overview(org: FakeOrg): string {
  const escape = (value: FakeValue = null) => String(value ?? '').replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`)
  const people = org.all('Contact').filter(({ deletedAt }) => deletedAt === null)
  const rows = people.map((row) => {
    const tasks = org.all('Task').filter(({ values, deletedAt }) => values.WhoId === row.id && deletedAt === null)
    const cells = ['FirstName', 'LastName', 'Email', 'Phone', 'Customer_Segment__c', 'Coccinelle_Tags__c'].map((name) => `<td>${escape(row.values[name])}</td>`)
    return `<tr>${cells.join('')}<td>${tasks.map(({ values }) => escape(values.Subject)).join('<br>')}</td></tr>`
  })
  return `<!doctype html><meta charset="utf-8"><title>Salesforce simulé</title><style>body{font:15px system-ui;margin:2rem}td,th{padding:.4rem 1rem;text-align:left;border-bottom:1px solid #ddd;vertical-align:top}</style><h1>Salesforce simulé : ${people.length} contacts</h1><table><tr><th>Prénom<th>Nom<th>E-mail<th>Téléphone<th>Segment<th>Étiquettes<th>Activités</tr>${rows.join('')}</table>`
}

async function readText(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(Buffer.from(chunk as Uint8Array))
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
