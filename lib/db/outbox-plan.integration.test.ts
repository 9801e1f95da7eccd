// What is asked at every push, at every visit of the settings and every night is a place in an index, also under row-level security.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { newId } from '@/lib/shared/ids'
import { type LinkedShop, openLinkedShop } from '@/lib/test/linked-shop'
import { openTestShops, type TestShops } from '@/lib/test/shops'
import { listConnectionStates } from './connection-status-repo'
import { createCrmEventStore } from './crm-event-repo'
import { createOutboxStore } from './outbox-repo'
import { purgeReceivedEvents, purgeSentChanges } from './purge-settled'
import { listRefusedChanges } from './refused-changes-repo'

let shops: TestShops
let world: LinkedShop
const plans: string[] = []
const planSchema = z.object({ rows: z.array(z.object({ 'QUERY PLAN': z.string() })) })

beforeAll(async () => {
  shops = await openTestShops()
  world = await openLinkedShop(shops)
  await shops.backDoor.query(
    `insert into "Outbox" ("tenantId", id, "connectionId", kind, payload, "doneAt") select $1, 'o' || n, $2, 'note', '{}', now() from generate_series(1, 500) n`,
    [world.shop.id, world.connectionId],
  )
  await shops.backDoor.query(
    `insert into "Customer" ("tenantId", id, "deletedAt", "mergedIntoId") select $1, 'c' || n, now(), 'c' || n / 2 from generate_series(2, 5000) n`,
    [world.shop.id],
  )
  await shops.backDoor.query(
    `insert into "AuditEvent" ("tenantId", id, "actorKind", "actorName", action, entity, "entityId")
     select $1, 'a' || n, 'system', 'test', 'customer.update', 'customer', 'c' || n from generate_series(1, 5000) n`,
    [world.shop.id],
  )
  await shops.backDoor.query('analyze "Outbox", "Customer", "AuditEvent", "InboundEvent"')
  // Every statement is explained before it runs, in its own transaction.
  const { pool } = shops.database
  const connect = pool.connect.bind(pool)
  const watched = new WeakSet()
  const watching = async () => {
    const client = await connect()
    if (watched.has(client)) return client
    watched.add(client)
    const query = client.query.bind(client)
    const explaining = async (text: string, values?: unknown[]) => {
      if (/^\s*(with|select|update|delete)\b/.test(text)) {
        // A table this small would be read whole: the question is what the planner can do, not what it prefers.
        await query('set local enable_seqscan = off')
        const { rows } = planSchema.parse(await query(`explain (costs off) ${text}`, values))
        plans.push(rows.map((row) => row['QUERY PLAN']).join('\n'))
      }
      return query(text, values)
    }
    Object.assign(client, { query: explaining })
    return client
  }
  Object.assign(pool, { connect: watching })
})
afterAll(() => shops.close())

async function planOf(work: () => Promise<unknown>): Promise<string> {
  plans.length = 0
  await work()
  return plans.join('\n')
}

/** Lines of a plan that read a table whole, or an index without a place in it. */
const whole = (plan: string): string[] => plan.split('\n').filter((line) => line.includes('Seq Scan'))

describe('an index is used', () => {
  it('for who became part of whom, and what of him ended', async () => {
    const plan = await planOf(() => createOutboxStore(world.shop.id, world.connectionId).endedLinks('nobody'))
    expect(plan).toMatch(/"?Customer_merged_idx"?[\s\S]*Index Cond: .*"mergedIntoId" = /)
    expect(plan).toMatch(/AuditEvent_tenantId_entity_entityId_at_idx[\s\S]*Index Cond: .*"entityId" = /)
    expect(whole(plan)).toEqual([])
  })

  it('for whose a record was', async () => {
    const store = createCrmEventStore(world.shop.id, world.connectionId, newId())
    const plan = await planOf(() => store.write((tx) => tx.formerOwner('a record')))
    expect(plan).toContain('AuditEvent_gone_idx')
    expect(whole(plan)).toEqual([])
  })

  it('for how much waits and how much was given up, beside all that has left', async () => {
    const plan = await planOf(() => listConnectionStates(world.shop.id))
    expect(plan).toMatch(/Outbox_(waiting|customer)_idx/)
    expect(plan).toContain('Outbox_dead_idx')
    expect(whole(plan).filter((line) => line.includes('Outbox'))).toEqual([])
  })

  it('for what was refused', async () => {
    const plan = await planOf(() => listRefusedChanges(world.shop.id, world.connectionId, 20))
    expect(plan).toContain('Outbox_dead_idx')
    expect(whole(plan).filter((line) => /Outbox|Customer/.test(line))).toEqual([])
  })

  it('for what is forgotten every night', async () => {
    const changes = await planOf(() => purgeSentChanges(world.shop.id, new Date(0), 10))
    expect(changes).toMatch(/Outbox_done_idx[\s\S]*Index Cond: .*"doneAt" < /)
    const events = await planOf(() => purgeReceivedEvents(world.shop.id, new Date(0), 10))
    expect(events).toMatch(/InboundEvent_settled_idx[\s\S]*Index Cond: .*"processedAt" < /)
    expect(whole(changes + events)).toEqual([])
  })
})
