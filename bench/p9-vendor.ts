// The other side of P9, in a process of its own: lists 100,000 contacts a hundred at a time, and counts requests in a true
// sliding window by its own clock. It keeps no contact: each is made from its number.
import { createServer } from 'node:http'

const contacts = 100_000
const limit = { requests: 190, per: 10_000 }
/** Milliseconds that a page takes, at least. */
const work = { least: 10, more: 20 }

const arrived: number[] = []
let [requests, refused] = [0, 0]

function isTooMany(): boolean {
  const now = performance.now()
  while (arrived[0] !== undefined && arrived[0] <= now - limit.per) arrived.shift()
  if (arrived.length >= limit.requests) return true
  arrived.push(now)
  return false
}

const at = '2025-03-01T08:00:00.000Z'
const contact = (number: number) => ({
  id: String(9_000_000_000_000_000n + BigInt(number)),
  createdAt: at,
  updatedAt: at,
  archived: false,
  properties: {
    firstname: `Camille ${number}`,
    lastname: 'Martin-Dubois',
    email: `camille.${number}@example.org`,
    phone: `+336${String(39_980_000 + (number % 10_000)).padStart(8, '0')}`,
    lifecyclestage: 'customer',
    lastmodifieddate: at,
    hs_object_id: String(number),
    coccinelle_language: 'fr',
    coccinelle_metadata: JSON.stringify({ size: 'M', shop: number % 7 }),
  },
})

const server = createServer((request, response) => {
  const url = new URL(request.url ?? '/', 'http://vendor.invalid')
  requests += 1
  const send = (status: number, body: unknown): void =>
    void response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
  if (isTooMany()) {
    refused += 1
    return send(429, { status: 'error', message: 'limit', policyName: 'TEN_SECONDLY_ROLLING' })
  }
  if (request.headers.authorization === undefined || !url.pathname.endsWith('/contacts')) return send(404, {})
  const first = Number(url.searchParams.get('after') ?? 0)
  const next = Math.min(contacts, first + Number(url.searchParams.get('limit')))
  const results = Array.from({ length: next - first }, (_, index) => contact(first + index))
  const paging = next < contacts ? { paging: { next: { after: String(next) } } } : {}
  setTimeout(() => send(200, { results, ...paging }), work.least + work.more * Math.random())
})
server.listen(0, '127.0.0.1', () => {
  const address = server.address()
  if (typeof address === 'object' && address !== null) process.send?.({ port: address.port })
})
process.on('message', () => process.send?.({ requests, refused }))
process.on('disconnect', () => process.exit())
