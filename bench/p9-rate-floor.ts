// P9: a full read of 100,000 contacts through the adapter, against the least time that the vendor's limit allows.
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { z } from 'zod'
import { HubSpotCustomers } from '@/lib/crm/vendors/hubspot/adapter'
import { staticAccess } from '@/lib/crm/static-access'
import { report, rounded } from './lib/figures'
import { heldBytes } from './lib/held-bytes'

const contacts = 100_000
const floor = (contacts / 100 / 190) * 10_000
/** Bytes that reading ten times as many may hold more, the cursor's memory and the runtime's own included. */
const growthAllowed = 8 * 1024 * 1024

const vendor = fork(new URL('p9-vendor.ts', import.meta.url), { execArgv: ['--import', 'tsx'] })
const told = async <S extends z.ZodType>(schema: S): Promise<z.output<S>> => schema.parse((await once(vendor, 'message'))[0])

try {
  const { port } = await told(z.object({ port: z.number() }))
  process.env.HUBSPOT_BASE_URL = `http://127.0.0.1:${port}`
  const accessToken = 'bench-token-of-no-value'
  const system = new HubSpotCustomers(
    { accessToken },
    {},
    { access: staticAccess({ accessToken, apiUrl: null }), account: 'bench', priority: 'background' },
  )
  const held: Record<number, number> = {}
  let read = 0
  let last = ''
  const started = performance.now()
  for (let cursor: string | null = null, hasMore = true; hasMore;) {
    const page = await system.changesSince(cursor)
    for (const { id } of page.changes) {
      // Every one, once, in order: else the time says nothing.
      if (id <= last) throw new Error('a contact came twice')
      last = id
    }
    read += page.changes.length
    ;({ cursor, hasMore } = page)
    if (read === contacts / 10 || read === contacts) held[read] = heldBytes()
  }
  const took = performance.now() - started
  if (read !== contacts) throw new Error(`${read} contacts were read, of ${contacts}`)
  vendor.send('figures')
  const { requests, refused } = await told(z.object({ requests: z.number(), refused: z.number() }))
  const growth = (held[contacts] ?? Infinity) - (held[contacts / 10] ?? 0)
  report({
    id: 'P9',
    ratio: took / floor,
    goal: 1.1,
    also: refused === 0 && growth <= growthAllowed,
    detail: {
      seconds: rounded(took / 1000, 1),
      floorSeconds: rounded(floor / 1000, 1),
      contacts: read,
      requests,
      refused,
      heapMiB: { at10k: rounded((held[contacts / 10] ?? 0) / 2 ** 20), at100k: rounded((held[contacts] ?? 0) / 2 ** 20) },
    },
  })
} finally {
  vendor.kill('SIGTERM')
}
