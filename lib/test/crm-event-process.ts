// A worker that only takes in what a linked system tells, as a process of its own: `crm-event-process.ts SHOP SYSTEM-URL`.
import { z } from 'zod'
import { tenantDb } from '@/lib/db/tenant-db'
import { receiveCrmEventJob } from '@/lib/server/receive-crm-event-job'
import { remoteSystem } from './remote-system'
import { findToy } from './toy-webhook'

const [shopId = '', url = ''] = process.argv.slice(2)
const system = remoteSystem(url)
const doors = { findVendor: findToy, systemOf: () => Promise.resolve(system) }
const unprocessed = () =>
  tenantDb(shopId).sql((sql) =>
    sql.rows(z.object({ id: z.string() }), `select id from "InboundEvent" where "processedAt" is null order by random() limit 5`),
  )
process.send?.('ready')
await new Promise((resolve) => process.once('message', resolve))
for (;;) {
  const events = await unprocessed()
  await Promise.all(
    events.map(({ id }) => receiveCrmEventJob({ tenantId: shopId, eventId: id }, null, doors).catch(() => undefined)),
  )
  if (events.length === 0) await new Promise((resolve) => setTimeout(resolve, 10))
}
