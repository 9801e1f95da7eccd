// A Shopify on loopback: shops with their tokens, records, points and faults, speaking the documented wire. For tests and
// `npm run sandbox`; nothing of it is in the product. A shop stands at the address's first part: /demo.myshopify.com/admin/…
import { createHmac, randomUUID } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { z } from 'zod'
import { apiVersion } from '../api-version'
import { answerAdmin } from './fake-admin'
import { FakeBucket } from './fake-cost'
import { FakeOAuth } from './fake-oauth'
import { type FakeBulk, FakeShop, type ShopOptions } from './fake-shop'

export const allScopes = ['read_customers', 'write_customers', 'read_orders', 'read_customer_merge', 'write_customer_merge']

export interface Fault {
  answer: number | 'broken' | 'silent'
  headers?: Record<string, string>
  body?: string
}
export interface FakeOptions extends Partial<Omit<ShopOptions, 'fileUrl'>> {
  port?: number
  /** Points of each shop; as good as none without. */
  points?: { maximum: number; restore: number }
}
export interface FakeState {
  requests: number
  /** Names of the operations that were asked, in order. */
  operations: string[]
  /** How many answers to changes are lost after the deed. */
  dropAfter: number
  /** Which answer is lost after the deed, once. */
  lose: ((operation: string) => boolean) | null
  /** Version that is answered in. */
  version: string
  /** Where files of bulk operations are said to be; null: here. */
  fileUrl: string | null
  /** Whether parts of a file are given. */
  ranges: boolean
  filesOver: boolean
  fileRequests: { range: string | undefined; token: string | undefined }[]
}

const callSchema = z.object({ query: z.string(), variables: z.record(z.string(), z.unknown()).default({}), operationName: z.string().optional() })

export type ShopifyFake = Awaited<ReturnType<typeof startShopifyFake>>

export async function startShopifyFake(options: FakeOptions = {}) {
  // Beyond what a JavaScript number holds, so that whoever reads one as a number is found out.
  let sequence = 9_007_199_254_740_993n
  const shopOptions: ShopOptions = {
    nextId: options.nextId ?? (() => String((sequence += 7n))),
    searchLag: options.searchLag ?? 0,
    mergeTakes: options.mergeTakes ?? 20,
    bulkTakes: options.bulkTakes ?? 20,
    fileUrl: (domain, bulkId) => state.fileUrl ?? `${base()}/files/${domain}/${encodeURIComponent(bulkId)}?signature=secret`,
  }
  const shops = new Map<string, { shop: FakeShop; bucket: FakeBucket }>()
  const addShop = (name: string): FakeShop => {
    const shop = new FakeShop(`${name}.myshopify.com`, shopOptions)
    shops.set(shop.domain, { shop, bucket: new FakeBucket(options.points ?? { maximum: 1_000_000, restore: 1_000_000 }) })
    return shop
  }
  const first = addShop('demo')
  const oauth = new FakeOAuth()
  const faults: Fault[] = []
  const state: FakeState = { requests: 0, operations: [], dropAfter: 0, lose: null, version: apiVersion, fileUrl: null, ranges: true, filesOver: false, fileRequests: [] }

  const send = (response: ServerResponse, status: number, body: unknown, headers: Record<string, string> = {}): void => {
    const text = body === null || body === undefined ? '' : typeof body === 'string' ? body : JSON.stringify(body)
    response.writeHead(status, { 'content-type': 'application/json; charset=utf-8', ...headers }).end(text)
  }

  async function answerGraphql(request: IncomingMessage, response: ServerResponse, domain: string): Promise<void> {
    state.requests += 1
    const fault = faults.shift()
    if (fault?.answer === 'silent') return
    if (fault?.answer === 'broken') return void request.socket.destroy()
    if (fault !== undefined && typeof fault.answer === 'number') return send(response, fault.answer, fault.body ?? '', fault.headers)
    const known = shops.get(domain)
    if (known === undefined) return send(response, 404, { errors: 'Not Found' })
    const given = request.headers['x-shopify-access-token']
    const token = oauth.tokens.get(typeof given === 'string' ? given : '')
    if (token === undefined || token.expiresAt <= Date.now() || token.shop !== domain) return send(response, 401, { errors: '[API] Invalid API key or access token (unrecognized login or wrong password)' })
    const call = callSchema.parse(JSON.parse(await readText(request)))
    state.operations.push(call.operationName ?? '')
    const answer = await answerAdmin(known.shop, token.scopes, known.bucket, call)
    if (state.dropAfter > 0 && call.query.startsWith('mutation')) {
      state.dropAfter -= 1
      return void request.socket.destroy()
    }
    if (state.lose?.(call.operationName ?? '') === true) {
      state.lose = null
      return void request.socket.destroy()
    }
    send(response, 200, answer, { 'x-shopify-api-version': state.version })
  }

  const base = (): string => `http://127.0.0.1:${portOf(server)}`

  function answerFile(request: IncomingMessage, response: ServerResponse, url: URL): void {
    const [, , domain = '', id = ''] = url.pathname.split('/')
    const bulk: FakeBulk | undefined = shops.get(domain)?.shop.bulks.get(decodeURIComponent(id))
    const given = request.headers['x-shopify-access-token'] ?? request.headers.authorization
    state.fileRequests.push({ range: request.headers.range, token: typeof given === 'string' ? given : undefined })
    if (bulk === undefined || bulk.lines === null || url.searchParams.get('signature') !== 'secret') return send(response, 403, '<Error/>')
    if (state.filesOver) return send(response, 400, '<Error><Code>ExpiredToken</Code></Error>')
    const file = (bulk.file ??= Buffer.from(bulk.lines.map((line) => `${line}\n`).join('')))
    const [, from = '0', to = String(file.length - 1)] = /^bytes=(\d+)-(\d+)$/.exec(state.ranges ? (request.headers.range ?? '') : '') ?? []
    if (!state.ranges || request.headers.range === undefined) return void response.writeHead(200, { 'content-type': 'application/jsonl' }).end(file)
    if (Number(from) >= file.length) return send(response, 416, '')
    const part = file.subarray(Number(from), Number(to) + 1)
    response.writeHead(206, { 'content-type': 'application/jsonl', 'content-range': `bytes ${from}-${Number(from) + part.length - 1}/${file.length}` }).end(part)
  }

  async function answerOAuth(request: IncomingMessage, response: ServerResponse, domain: string, url: URL): Promise<void> {
    if (!shops.has(domain)) return send(response, 404, 'no such shop')
    const { status, body, headers } =
      url.pathname.endsWith('/authorize') && request.method === 'GET'
        ? oauth.authorizePage(domain, url.searchParams)
        : url.pathname.endsWith('/authorize')
          ? oauth.decide(domain, new URLSearchParams(await readText(request)))
          : oauth.token(domain, await readForm(request))
    send(response, status, body, headers)
  }

  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://fake.invalid')
    const [, domain = '', ...rest] = url.pathname.split('/')
    const path = rest.join('/')
    const work =
      url.pathname === '/'
        ? Promise.resolve(send(response, 200, overview(), { 'content-type': 'text/html; charset=utf-8' }))
        : domain === 'files'
          ? Promise.resolve(answerFile(request, response, url))
          : path.startsWith('admin/oauth/')
            ? answerOAuth(request, response, domain, url)
            : path === `admin/api/${apiVersion}/graphql.json` && request.method === 'POST'
              ? answerGraphql(request, response, domain)
              : Promise.resolve(send(response, 404, { errors: 'Not Found' }))
    work.catch((error: unknown) => send(response, 500, { errors: String(error) }))
  })

  /** What a person of the sandbox looks at: who is there. */
  const overview = (): string => {
    const escape = (text: string) => text.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`)
    const rows = first.allLive().map((one) => `<tr>${[one.firstName, one.lastName, one.email, one.phone, one.tags.join(', '), String(first.ordersOf(one.id).length)].map((cell) => `<td>${escape(cell ?? '')}</td>`).join('')}</tr>`)
    return `<!doctype html><meta charset="utf-8"><title>Shopify simulé</title><style>body{font:15px system-ui;margin:2rem}td,th{padding:.4rem 1rem;text-align:left;border-bottom:1px solid #ddd}</style><h1>Shopify simulé, boutique « demo » : ${rows.length} clients</h1><table><tr><th>Prénom<th>Nom<th>E-mail<th>Téléphone<th>Étiquettes<th>Commandes</tr>${rows.join('')}</table>`
  }

  await new Promise<void>((done) => server.listen(options.port ?? 0, '127.0.0.1', done))

  return {
    url: base(),
    shop: first,
    addShop,
    bucketOf: (shop: FakeShop) => shops.get(shop.domain)?.bucket,
    oauth,
    state,
    /** The next `times` requests are answered so. */
    fail: (fault: Fault, times: number): void => void faults.splice(0, faults.length, ...Array.from({ length: times }, () => fault)),
    /** Signs and sends one event as Shopify does; the answer's status. Ids that are given as text go out as bare numbers. */
    sendWebhook: async (target: string, topic: string, body: Record<string, unknown>, more: Partial<Pick<SentWebhook, 'id' | 'secret' | 'shop'>> = {}): Promise<number> => {
      const { headers, text } = signedWebhook({ topic, body, id: more.id ?? randomUUID(), secret: more.secret ?? oauth.client.secret, shop: more.shop ?? first.domain })
      return (await fetch(target, { method: 'POST', body: text, headers })).status
    },
    close: async (): Promise<void> => {
      server.closeAllConnections()
      await new Promise((done) => server.close(done))
    },
  }
}

interface SentWebhook {
  topic: string
  body: Record<string, unknown>
  id: string
  secret: string
  shop: string
}

/** https://shopify.dev/docs/apps/build/webhooks/verify-deliveries */
export function signedWebhook({ topic, body, id, secret, shop }: SentWebhook): { headers: Record<string, string>; text: string } {
  const text = JSON.stringify(body).replace(/("(?:id|customer_id|shop_id)":)"(\d+)"/g, '$1$2')
  return {
    text,
    headers: {
      'content-type': 'application/json',
      'x-shopify-topic': topic,
      'x-shopify-shop-domain': shop,
      'x-shopify-api-version': apiVersion,
      'x-shopify-webhook-id': id,
      'x-shopify-triggered-at': new Date().toISOString(),
      'x-shopify-hmac-sha256': createHmac('sha256', secret).update(text).digest('base64'),
    },
  }
}

function portOf(server: ReturnType<typeof createServer>): number {
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  return address.port
}

async function readText(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(Buffer.from(z.instanceof(Uint8Array).parse(chunk)))
  return Buffer.concat(chunks).toString('utf8')
}

/** The token endpoint takes JSON as well as a form. */
async function readForm(request: IncomingMessage): Promise<URLSearchParams> {
  const text = await readText(request)
  if (!(request.headers['content-type'] ?? '').startsWith('application/json')) return new URLSearchParams(text)
  return new URLSearchParams(z.record(z.string(), z.coerce.string()).parse(JSON.parse(text)))
}
