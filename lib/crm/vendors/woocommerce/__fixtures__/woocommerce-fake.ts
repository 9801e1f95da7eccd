// WooCommerce shops on loopback, speaking the documented wire, with their quirks and with faults. For tests and
// `npm run sandbox`; nothing of it is in the product.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { z } from 'zod'
import { handOver, keyOf, readHandover, refuseUnless, returnUrl } from './fake-auth'
import { answerCustomers, customerView } from './fake-customers'
import { answerOrders, orderView } from './fake-orders'
import type { FakeAnswer, FakeRequest } from './fake-rest'
import { type FakeCustomer, type FakeOrder, FakeShop, Refusal } from './fake-shop'
import { answerWebhooks, FakeDeliveries } from './fake-webhooks'

export interface Fault {
  answer: number | 'broken' | 'silent'
  headers?: Record<string, string>
  body?: string
}

export interface FakeOptions {
  port?: number
  /** Whether TLS is said to end before it, so that Basic counts; default true. Without, only signatures do. */
  isTls?: boolean
  /** WooCommerce itself hands keys over to https addresses only; default true: tests and the sandbox have none. */
  handsOverToHttp?: boolean
  /** Sees every exchange: for checks against the published schema. */
  onExchange?(request: FakeRequest, answer: FakeAnswer): void
}

export interface FakeState {
  requests: number
  /** Each exchange, as `GET /wp-json/wc/v3/customers?…`. */
  readonly log: string[]
  /** How many answers to writes are lost after the deed. */
  dropAfter: number
  /** Which answer is lost after the deed, once. */
  lose: ((request: FakeRequest) => boolean) | null
  /** What is answered instead, before any deed. */
  refuse: ((request: FakeRequest) => FakeAnswer | null) | null
  /** What goes out instead of an answer's text, after the deed. */
  spoil: ((request: FakeRequest, text: string) => string | null) | null
}

export type WooFake = Awaited<ReturnType<typeof startWooFake>>

export async function startWooFake(options: FakeOptions = {}) {
  const { isTls = true, handsOverToHttp = true } = options
  const faults: Fault[] = []
  const state: FakeState = { requests: 0, log: [], dropAfter: 0, lose: null, refuse: null, spoil: null }
  const shops: { shop: FakeShop; deliveries: FakeDeliveries; url: string }[] = []
  let origin = ''

  const addShop = (name: string, path = '') => {
    const shop = new FakeShop(name, path)
    const url = `${origin}${path}`
    const deliveries = new FakeDeliveries(shop, () => url)
    shop.onEvent = (topic, resource) => deliveries.tell(topic, payloadOf(topic, resource, url))
    const opened = { shop, deliveries, url }
    shops.push(opened)
    return opened
  }

  const send = (response: ServerResponse, { status, body, headers = {} }: FakeAnswer): void => {
    const text = typeof body === 'string' ? body : JSON.stringify(body)
    response.writeHead(status, { 'content-type': 'application/json; charset=UTF-8', 'x-robots-tag': 'noindex', ...headers }).end(text)
  }

  async function answerApi(request: IncomingMessage, response: ServerResponse, url: URL): Promise<void> {
    state.requests += 1
    const fault = faults.shift()
    if (fault?.answer === 'silent') return
    if (fault?.answer === 'broken') return void request.socket.destroy()
    if (fault !== undefined && typeof fault.answer === 'number')
      return send(response, { status: fault.answer, body: fault.body ?? '', headers: fault.headers ?? {} })
    const found = [...shops].sort((a, b) => b.shop.path.length - a.shop.path.length).find(({ shop }) => url.pathname.startsWith(`${shop.path}/wp-json/`))
    if (found === undefined) return send(response, { status: 404, body: '<!doctype html><title>Page non trouvée</title>', headers: { 'content-type': 'text/html' } })
    const given: FakeRequest = {
      method: request.method ?? 'GET',
      path: url.pathname.slice(found.shop.path.length),
      query: url.searchParams,
      contentType: (request.headers['content-type'] ?? '').split(';')[0]?.trim() ?? '',
      body: await readJson(request),
    }
    state.log.push(`${given.method} ${given.path}${url.search}`)
    const answer = state.refuse?.(given) ?? answered(found, given, { url, authorization: request.headers.authorization ?? '' })
    options.onExchange?.(given, answer)
    if (state.dropAfter > 0 && given.method !== 'GET') {
      state.dropAfter -= 1
      return void request.socket.destroy()
    }
    if (state.lose?.(given) === true) {
      state.lose = null
      return void request.socket.destroy()
    }
    const text = JSON.stringify(answer.body)
    send(response, { ...answer, body: state.spoil?.(given, text) ?? text })
  }

  function answered(found: (typeof shops)[number], given: FakeRequest, who: { url: URL; authorization: string }): FakeAnswer {
    const { shop, deliveries, url } = found
    try {
      if (given.path === '/wp-json/') return index(shop, url, who.authorization)
      refuseUnless(keyOf(shop, { method: given.method, ...who }, isTls), given.method)
      return (
        answerCustomers(shop, given, url) ??
        answerOrders(shop, given, url) ??
        answerWebhooks(shop, deliveries, given, url) ?? { status: 404, body: { code: 'rest_no_route', message: 'Aucune route correspondant à l’URL et à la méthode.', data: { status: 404 } } }
      )
    } catch (error) {
      if (error instanceof Refusal) return { status: error.status, body: error.body }
      throw error
    }
  }

  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', origin)
    const page = /\/wc-auth\/v1\/(authorize|access_granted|denied)$/.exec(url.pathname)
    const work =
      page !== null
        ? answerHandover(url, page[1] ?? '', request.method ?? 'GET').then(({ status, body, headers }) => send(response, { status, body, headers: { 'content-type': 'text/html; charset=utf-8', ...headers } }))
        : url.pathname.includes('/wp-json/')
          ? answerApi(request, response, url)
          : Promise.resolve(send(response, { status: 200, body: overview(), headers: { 'content-type': 'text/html; charset=utf-8' } }))
    work.catch((error: unknown) => send(response, { status: 500, body: { code: 'internal_server_error', message: String(error), data: { status: 500 } } }))
  })

  /** The page where the shop's owner agrees; whoever opens it is taken for him. */
  async function answerHandover(url: URL, step: string, method: string): Promise<FakeAnswer> {
    const { shop } = shops.find((one) => url.pathname.startsWith(`${one.shop.path}/wc-auth/`) && (one.shop.path !== '' || shops.length === 1)) ?? shops[0] ?? addShop('Boutique')
    const given = readHandover(url.searchParams, handsOverToHttp)
    const error = (text: string): FakeAnswer => ({ status: 401, body: `<!doctype html><meta charset="utf-8"><title>Accès refusé</title><p>Error: ${escaped(text)}.` })
    if (typeof given === 'string') return error(given)
    const link = (to: string) => escaped(`${url.pathname.replace(/[a-z_]+$/, to)}${url.search}`)
    if (step === 'authorize')
      return {
        status: 200,
        body: `<!doctype html><html lang="fr"><meta charset="utf-8"><title>${escaped(shop.name)}</title><h1>${escaped(given.app_name)} aimerait se connecter à votre boutique</h1><form method="post" action="${link('access_granted')}"><button>Approuver</button></form><form method="post" action="${link('denied')}"><button>Refuser</button></form>`,
      }
    if (method !== 'POST') return error('Invalid nonce verification')
    if (step === 'denied') return { status: 302, body: '', headers: { location: returnUrl(given, 0) } }
    const done = await handOver(shop, given)
    return 'refused' in done ? error(done.refused) : { status: 302, body: '', headers: { location: done.location } }
  }

  /** What a person of the sandbox looks at: who is there, and what was bought. */
  function overview(): string {
    const rows = (cells: readonly (readonly string[])[]) => cells.map((row) => `<tr>${row.map((cell) => `<td>${escaped(cell)}</td>`).join('')}</tr>`).join('')
    return shops
      .map(({ shop }) => {
        const people = [...shop.customers.values()].map((one) => [String(one.id), one.first_name, one.last_name, one.email, one.billing.phone])
        const bought = [...shop.orders.values()].map((one) => [one.number, one.status, `${one.total} ${one.currency}`, one.billing.email])
        return `<!doctype html><meta charset="utf-8"><title>WooCommerce simulé</title><style>body{font:15px system-ui;margin:2rem}td{padding:.4rem 1rem;border-bottom:1px solid #ddd}</style><h1>${escaped(shop.name)} : ${people.length} clients, ${bought.length} commandes</h1><table>${rows(people)}</table><table>${rows(bought)}</table>`
      })
      .join('')
  }

  await new Promise<void>((done) => server.listen(options.port ?? 0, '127.0.0.1', done))
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  origin = `http://127.0.0.1:${address.port}`
  const first = addShop('Boutique Coccinelle')

  return {
    url: origin,
    shop: first.shop,
    deliveries: first.deliveries,
    addShop,
    state,
    /** The next `times` requests are answered so. */
    fail: (fault: Fault, times: number): void => void faults.splice(0, faults.length, ...Array.from({ length: times }, () => fault)),
    close: async (): Promise<void> => {
      server.closeAllConnections()
      await new Promise((done) => server.close(done))
      for (const { deliveries } of shops) await deliveries.settled()
    },
  }
}

/** WordPress takes a Basic header there for one of its own passwords, and knows nobody of that name. */
function index({ name }: FakeShop, url: string, authorization: string): FakeAnswer {
  if (authorization.startsWith('Basic ')) throw new Refusal(401, 'invalid_username', 'Identifiant inconnu.')
  return { status: 200, body: { name, description: '', url, home: url, namespaces: ['oembed/1.0', 'wc/v1', 'wc/v2', 'wc/v3', 'wp/v2'] } }
}

const isOrder = (resource: object): resource is FakeOrder => 'refunds' in resource
const isCustomer = (resource: object): resource is FakeCustomer => 'username' in resource

/** A deleted record is told by its id alone. */
function payloadOf(topic: string, resource: unknown, url: string): unknown {
  if (typeof resource !== 'object' || resource === null) return resource
  if (topic.endsWith('.deleted') && 'id' in resource) return { id: resource.id }
  if (isOrder(resource)) return orderView(resource, url, 2)
  return isCustomer(resource) ? customerView(resource, url) : resource
}

const escaped = (text: string): string => text.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`)

async function readJson(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(Buffer.from(z.instanceof(Uint8Array).parse(chunk)))
  const text = Buffer.concat(chunks).toString('utf8')
  try {
    return text === '' ? null : JSON.parse(text)
  } catch {
    return text
  }
}
