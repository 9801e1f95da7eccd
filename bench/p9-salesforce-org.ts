// The other side of P9 for Salesforce, in a process of its own: an org of 100,000 contacts that answers at most 2,000 rows a
// page, the rest by a locator, takes its time for each page, and refuses a 26th request at once and what is beyond the day's
// allotment. It keeps no contact: each is made from its number.
import { createServer, type ServerResponse } from 'node:http'
import {
  coccinelleContactFields,
  describeField,
  standardContactFields,
} from '@/lib/crm/vendors/salesforce/__fixtures__/fake-fields'
import { longId } from '@/lib/crm/vendors/salesforce/__fixtures__/fake-ids'

const contacts = 100_000
const mostRows = 2_000
const mostAtOnce = 25
const day = { used: 12, of: 100_000 }
/** Milliseconds: a second for a full page, which is an assumption, as Salesforce states none. This process's own work is in it. */
const work = { page: 200, row: 0.4 }
const pageTime = work.page + work.row * mostRows

const fields = [...standardContactFields(), ...coccinelleContactFields()]
const first = Date.parse('2025-03-01T08:00:00Z')
/** Fifty rows have the same stamp, as after an import. */
const stampOf = (number: number): number => first + Math.floor(number / 50) * 1000
const idOf = (number: number): string => longId(`003xx${String(number).padStart(10, '0')}`)
const wire = (at: number): string => new Date(at).toISOString().replace('Z', '+0000')

const valuesOf = (number: number): Record<string, unknown> => ({
  Id: idOf(number),
  IsDeleted: false,
  CreatedDate: wire(first),
  SystemModstamp: wire(stampOf(number)),
  FirstName: `Camille ${number}`,
  LastName: 'Martin-Dubois',
  Email: `camille.${number}@example.org`,
  Phone: `+336${String(39_980_000 + (number % 10_000)).padStart(8, '0')}`,
  HasOptedOutOfEmail: false,
  DoNotCall: false,
  Total_Orders__c: number % 9,
  Total_Revenue__c: (number % 9) * 49.9,
  Preferred_Channel__c: 'sms',
  Customer_Segment__c: 'active',
  Coccinelle_Id__c: `key-${String(number).padStart(40, '0')}`,
  Coccinelle_Language__c: 'fr',
  Coccinelle_Tags__c: 'vip\nété',
  Coccinelle_Metadata__c: JSON.stringify({ size: 'M', shop: number % 7 }),
})

let [requests, refused, rows, running] = [0, 0, 0, 0]

/** Where a walk by stamp and id goes on; null for another query than that. */
function placeOf(soql: string): number | null {
  if (/ WHERE SystemModstamp >= [\dTZ:-]+ ORDER BY SystemModstamp, Id LIMIT \d+$/.test(soql)) return 0
  const match =
    / WHERE \(SystemModstamp > (\S+) OR \(SystemModstamp = (\S+) AND Id > '003xx(\d{10})\w{3}'\)\) ORDER BY SystemModstamp, Id LIMIT \d+$/.exec(
      soql,
    )
  const number = Number(match?.[3])
  const stamp = stampOf(number)
  return match !== null && Date.parse(match[1] ?? '') === stamp && match[1] === match[2] ? number + 1 : null
}

interface Walk {
  names: string[]
  from: number
  to: number
}
const walks: Walk[] = []

function page({ names, from, to }: Walk): { body: string; size: number } {
  const end = Math.min(to, from + mostRows)
  const records = Array.from({ length: end - from }, (_, index) => {
    const values = valuesOf(from + index)
    const attributes = { type: 'Contact', url: `/services/data/v66.0/sobjects/Contact/${idOf(from + index)}` }
    return { attributes, ...Object.fromEntries(names.map((name) => [name, values[name] ?? null])) }
  })
  const rest = end < to ? { done: false, nextRecordsUrl: `/services/data/v66.0/query/01gxx-${walks.length}` } : { done: true }
  if (end < to) walks.push({ names, from: end, to })
  return { body: JSON.stringify({ totalSize: to - from, ...rest, records }), size: records.length }
}

function walkOf(url: URL): Walk | null {
  const locator = /\/query\/01gxx-(\d+)$/.exec(url.pathname)
  if (locator !== null) return walks[Number(locator[1])] ?? null
  const soql = url.searchParams.get('q') ?? ''
  const from = url.pathname.endsWith('/queryAll') ? placeOf(soql) : null
  const names = /^SELECT (.+) FROM Contact /.exec(soql)?.[1]?.split(', ') ?? []
  if (from === null || names.some((name) => fields.every((field) => field.name !== name))) return null
  return { names, from, to: Math.min(contacts, from + Number(/ LIMIT (\d+)$/.exec(soql)?.[1])) }
}

function answer(url: URL, response: ServerResponse): void {
  const arrived = performance.now()
  const send = (status: number, body: string): void => {
    running -= 1
    response.writeHead(status, {
      'content-type': 'application/json;charset=UTF-8',
      'sforce-limit-info': `api-usage=${day.used}/${day.of}`,
    })
    response.end(body)
  }
  const refuse = (status: number, errorCode: string, message: string): void => {
    refused += 1
    send(status, JSON.stringify([{ errorCode, message }]))
  }
  running += 1
  if (running > mostAtOnce) return refuse(403, 'REQUEST_LIMIT_EXCEEDED', 'ConcurrentPerOrgLongTxn Limit exceeded.')
  if (day.used >= day.of) return refuse(403, 'REQUEST_LIMIT_EXCEEDED', 'TotalRequests Limit exceeded.')
  if (url.pathname === '/services/data/') return send(200, JSON.stringify([{ version: '66.0' }]))
  requests += 1
  day.used += 1
  if (url.pathname.endsWith('/sobjects/Contact/describe'))
    return send(200, JSON.stringify({ name: 'Contact', fields: fields.map(describeField) }))
  const walk = walkOf(url)
  if (walk === null) return refuse(400, 'MALFORMED_QUERY', 'not a walk through all contacts')
  const { body, size } = page(walk)
  rows += size
  const left = work.page + work.row * size - (performance.now() - arrived)
  setTimeout(() => send(200, body), Math.max(0, left))
}

const server = createServer((request, response) => {
  const url = new URL(request.url ?? '/', 'http://org.invalid')
  if (request.headers.authorization === undefined) return void response.writeHead(401).end('[]')
  answer(url, response)
})
server.listen(0, '127.0.0.1', () => {
  const address = server.address()
  if (typeof address === 'object' && address !== null) process.send?.({ port: address.port, pageTime })
})
process.on('message', () => process.send?.({ requests, refused, rows }))
process.on('disconnect', () => process.exit())
