// P9: a full read of 100,000 contacts through the adapter, against the least time that the vendor's limit allows.
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { z } from 'zod'
import { HubSpotCustomers } from '@/lib/crm/vendors/hubspot/adapter'
import { staticAccess } from '@/lib/crm/static-access'
import { report, rounded } from './lib/figures'
import { readAll } from './lib/full-read'

const contacts = 100_000
const floor = (contacts / 100 / 190) * 10_000

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
  const { milliseconds, heapMiB, isFlat } = await readAll(system, contacts)
  vendor.send('figures')
  const { requests, refused } = await told(z.object({ requests: z.number(), refused: z.number() }))
  report({
    id: 'P9',
    ratio: milliseconds / floor,
    goal: 1.1,
    also: refused === 0 && isFlat,
    detail: {
      seconds: rounded(milliseconds / 1000, 1),
      floorSeconds: rounded(floor / 1000, 1),
      contacts,
      requests,
      refused,
      heapMiB: { at10k: rounded(heapMiB.atTenth, 1), at100k: rounded(heapMiB.atEnd, 1) },
    },
  })
} finally {
  vendor.kill('SIGTERM')
}
