// A worker that only pushes, as a process of its own, for tests that kill it: `push-process.ts SHOP CONNECTION SYSTEM-URL`.
import { z } from 'zod'
import { createCustomerStore } from '@/lib/db/customer-store'
import { createOutboxStore } from '@/lib/db/outbox-repo'
import { tenantDb } from '@/lib/db/tenant-db'
import { findShop } from '@/lib/db/tenant-repo'
import { pushChange } from '@/lib/sync/push-change'
import { remoteSystem } from './remote-system'

const [shopId = '', connectionId = '', url = ''] = process.argv.slice(2)
const shop = await findShop(shopId)
if (shop === null) throw new Error('no such shop')
const system = remoteSystem(url)
const context = {
  store: createCustomerStore(shop, { kind: 'system', id: null, name: 'push' }),
  outbox: createOutboxStore(shopId, connectionId),
  system: () => Promise.resolve(system),
  // Short, so that what a killed process held is taken up soon; long enough that a slow machine takes none from the living.
  lease: 1_500,
  random: Math.random,
}
const dueCustomers = () =>
  tenantDb(shopId).sql((sql) =>
    sql.rows(
      z.object({ id: z.string() }),
      `select distinct "customerId" as id from "Outbox" where "connectionId" = $1 and "doneAt" is null and "deadAt" is null`,
      [connectionId],
    ),
  )
// The test starts some of these ahead of time: a process takes a second to be ready.
process.send?.('ready')
await new Promise((resolve) => process.once('message', resolve))
for (;;) {
  const waiting = await dueCustomers()
  await Promise.all(waiting.map(({ id }) => pushChange(context, id)))
  if (waiting.length === 0) await new Promise((resolve) => setTimeout(resolve, 10))
}
