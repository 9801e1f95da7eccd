// P9 for Salesforce: a full read of 100,000 contacts through the adapter, against the least time and the fewest requests that
// an org's answers of 2,000 rows allow. Salesforce states no limit a second: what is scarce is the day's requests, and what a
// page of a walk costs is the org's own time for it, one after the other, because each begins where the last one ended.
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { z } from 'zod'
import { staticAccess } from '@/lib/crm/static-access'
import { SalesforceCustomers } from '@/lib/crm/vendors/salesforce/adapter'
import { report, rounded } from './lib/figures'
import { readAll } from './lib/full-read'

const contacts = 100_000
const leastRequests = Math.ceil(contacts / 2_000)

const org = fork(new URL('p9-salesforce-org.ts', import.meta.url), { execArgv: ['--import', 'tsx'] })
const told = async <S extends z.ZodType>(schema: S): Promise<z.output<S>> => schema.parse((await once(org, 'message'))[0])

try {
  const { port, pageTime } = await told(z.object({ port: z.number(), pageTime: z.number() }))
  const apiUrl = `http://127.0.0.1:${port}`
  process.env.SALESFORCE_BASE_URL = apiUrl
  const access = staticAccess({ accessToken: 'bench-token-of-no-value', apiUrl })
  const system = new SalesforceCustomers({}, {}, { access, account: 'bench', priority: 'background' })
  const before = process.cpuUsage()
  const { milliseconds, heapMiB, isFlat } = await readAll(system, contacts)
  const { user, system: kernel } = process.cpuUsage(before)
  org.send('figures')
  const { requests, refused, rows } = await told(z.object({ requests: z.number(), refused: z.number(), rows: z.number() }))
  const floor = leastRequests * pageTime
  report({
    id: 'P9-salesforce',
    ratio: Math.max(milliseconds / floor, requests / leastRequests),
    goal: 1.1,
    also: refused === 0 && isFlat,
    detail: {
      seconds: rounded(milliseconds / 1000, 1),
      floorSeconds: rounded(floor / 1000, 1),
      timeRatio: rounded(milliseconds / floor, 3),
      contacts: rows,
      requests,
      leastRequests,
      requestRatio: rounded(requests / leastRequests),
      ownMsPerPage: rounded((milliseconds - floor) / leastRequests, 0),
      processorMsPerPage: rounded((user + kernel) / 1000 / leastRequests, 0),
      refused,
      heapMiB: { at10k: rounded(heapMiB.atTenth, 1), at100k: rounded(heapMiB.atEnd, 1) },
    },
  })
} finally {
  org.kill('SIGTERM')
}
