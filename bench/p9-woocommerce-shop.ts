// The other side of P9 for WooCommerce, in a process of its own: a shop of 100,000 accounts and 30,000 orders that gives at most a
// hundred rows a page and takes its time for each. It keeps none of them: each is made from its number.
import { createServer, type ServerResponse } from 'node:http'

const accounts = 100_000
const orders = 30_000
const mostRows = 100
/** Milliseconds of one page, which is an assumption: shops take several times as long. This process's own work is in it. */
const pageTime = 100

const first = 1_000_000
const start = Date.parse('2025-03-01T08:00:00Z')
const wire = (at: number): string => new Date(at).toISOString().slice(0, 19)
const address = (number: number) => ({
  ...{ first_name: `Camille ${number}`, last_name: 'Martin-Dubois', company: '', address_1: '1 rue des Lilas', address_2: '' },
  ...{ city: 'Lyon', postcode: '69001', country: 'FR', state: '', phone: `06 39 98 ${String(number % 10_000).padStart(4, '0')}` },
})

const account = (number: number): Record<string, unknown> => {
  const at = wire(start + number * 1_000)
  const email = `camille.${number}@example.org`
  return {
    ...{ id: first + number, date_created: at, date_created_gmt: at, date_modified: at, date_modified_gmt: at, email },
    ...{ first_name: `Camille ${number}`, last_name: 'Martin-Dubois', role: 'customer', username: `camille.${number}` },
    billing: { ...address(number), email },
    shipping: address(number),
    ...{ is_paying_customer: true, avatar_url: 'https://secure.gravatar.com/avatar/?s=96&d=mm&r=g' },
    meta_data: Array.from({ length: 6 }, (_, at_) => ({ id: number * 10 + at_, key: `plugin_${at_}`, value: `value ${number}` })),
    _links: {},
  }
}

/** Two seconds between one change and the next. */
const changedAt = (number: number): number => start + number * 2_000
const order = (number: number): Record<string, unknown> => {
  const at = wire(changedAt(number))
  const line = {
    id: number,
    name: 'Robe Élégance',
    product_id: 7,
    quantity: 1,
    subtotal: '49.900',
    total: '49.900',
    taxes: [],
    meta_data: [],
  }
  return {
    ...{ id: first + number, number: String(first + number), status: 'completed', currency: 'EUR', total: '49.900' },
    ...{ date_created: at, date_created_gmt: at, date_modified: at, date_modified_gmt: at, date_paid_gmt: at },
    customer_id: number % 10 === 9 ? 0 : first + (number % accounts),
    billing: { ...address(number), email: `camille.${number}@example.org` },
    shipping: address(number),
    ...{ payment_method: 'bacs', customer_note: '', refunds: [], meta_data: [{ id: 1, key: '_x', value: 'y' }] },
    line_items: [line, line, line],
    _links: {},
  }
}

let requests = 0

/** Numbers of one page, and of how many; null for another request than those of a walk. */
function rowsOf({
  pathname,
  searchParams: query,
}: URL): { numbers: number[]; of: number; row: (number: number) => unknown } | null {
  const size = Number(query.get('per_page'))
  if (!(size >= 1 && size <= mostRows)) return null
  const page = (from: number, of: number) => Array.from({ length: Math.max(0, Math.min(size, of - from)) }, (_, at) => from + at)
  if (pathname.endsWith('/customers') && query.get('orderby') === 'id' && query.get('role') === 'all')
    return { numbers: page(Number(query.get('offset') ?? 0), accounts), of: accounts, row: account }
  if (!pathname.endsWith('/orders') || query.get('orderby') !== 'modified' || query.get('dates_are_gmt') !== 'true') return null
  const after = query.get('modified_after')
  const from = after === null ? 0 : Math.floor((Date.parse(`${after}Z`) - start) / 2_000) + 1
  return { numbers: page(from, orders), of: orders - from, row: order }
}

function answer(url: URL, response: ServerResponse): void {
  const arrived = performance.now()
  requests += 1
  const found = rowsOf(url)
  if (found === null) return void response.writeHead(400).end('{"code":"not_a_walk"}')
  const body = JSON.stringify(found.numbers.map(found.row))
  const headers = { 'content-type': 'application/json; charset=UTF-8', 'x-wp-total': String(found.of) }
  setTimeout(() => response.writeHead(200, headers).end(body), Math.max(0, pageTime - (performance.now() - arrived)))
}

const server = createServer((request, response) => {
  if (request.headers.authorization === undefined) return void response.writeHead(401).end('{}')
  answer(new URL(request.url ?? '/', 'http://shop.invalid'), response)
})
server.listen(0, '127.0.0.1', () => {
  const bound = server.address()
  if (typeof bound === 'object' && bound !== null) process.send?.({ port: bound.port, pageTime, orders })
})
process.on('message', () => process.send?.({ requests }))
process.on('disconnect', () => process.exit())
