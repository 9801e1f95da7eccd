// NativeCRM keeps the contract on a real PostgreSQL; the back door is SQL by a superuser.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { recordOrder } from '@/lib/customers/record-order'
import type { Shop } from '@/lib/customers/use-case'
import { openDatabase, replaceDatabase } from '@/lib/db/client'
import { openTestShops, type TestShops } from '@/lib/test/shops'
import { newId } from '@/lib/shared/ids'
import { runCustomerSystemContract } from '../../contract/run-customer-system-contract'
import type { BackDoor, ContractWorld, KeptCustomer } from '../../contract/world'
import { NativeCRM, nativeCapabilities } from './adapter'

let shops: TestShops
beforeAll(async () => void (shops = await openTestShops()))
afterAll(() => shops.close())

const backDoorOf = (shop: Shop): BackDoor => {
  const sql = shops.backDoor
  return {
    read: async (id) => {
      const { rows } = await sql.query<KeptCustomer>(
        `select "firstName", "lastName", "preferredChannel", language, segment, metadata, "deletedAt" is not null as deleted,
           (select value from "CustomerHandle" h where h."customerId" = c.id and kind = 'phone' and "isPrimary" and h."deletedAt" is null) as phone,
           (select value from "CustomerHandle" h where h."customerId" = c.id and kind = 'email' and "isPrimary" and h."deletedAt" is null) as email,
           array(select t.name from "CustomerTag" ct join "Tag" t on t.id = ct."tagId" where ct."customerId" = c.id order by t.key collate "C") as tags,
           array(select content from "CustomerNote" n where n."customerId" = c.id) as notes,
           array(select type from "CustomerActivity" a where a."customerId" = c.id) as activities,
           coalesce((select json_agg(json_build_object('channel', channel, 'state', state, 'source', source)) from "ConsentEntry" e where e."customerId" = c.id), '[]') as consents
         from "Customer" c where "tenantId" = $1 and id = $2`,
        [shop.id, id],
      )
      return rows[0] ?? null
    },
    countLive: async () =>
      Number(
        (await sql.query(`select count(*) as n from "Customer" where "tenantId" = $1 and "deletedAt" is null`, [shop.id])).rows[0]
          .n,
      ),
    setForeignField: async (id, key, value) => {
      await sql.query(`update "Customer" set metadata = metadata || jsonb_build_object($2::text, $3::text) where id = $1`, [
        id,
        key,
        value,
      ])
    },
    seedAlike: async (count) => {
      const ids = Array.from({ length: count }, () => newId())
      const shuffled = ids.map((id) => ({ id, at: Math.random() })).sort((a, b) => a.at - b.at)
      await sql.query(
        `insert into "Customer" ("tenantId", id, "firstName", "updatedAt") select $1, id, 'S', '2026-01-01T00:00:00.123Z' from unnest($2::text[]) id`,
        [shop.id, shuffled.map(({ id }) => id)],
      )
      return ids
    },
    addOrder: async (customerId, order) => void (await recordOrder(shops.useCase(shop), customerId, order, 'test')),
    breakDown: async () => replaceDatabase(openDatabase('postgresql://nobody@127.0.0.1:1/nowhere', 1)),
  }
}

async function makeWorld(): Promise<ContractWorld<null>> {
  const [own, other] = [await shops.create(), await shops.create()]
  return {
    system: new NativeCRM({ tenantId: own.id }, {}),
    stranger: new NativeCRM({ tenantId: other.slug }),
    backDoor: backDoorOf(own),
    transport: null,
    close: async () => replaceDatabase(shops.database),
  }
}

runCustomerSystemContract('coccinelle-native', { capabilities: nativeCapabilities, transport: 'in-process', make: makeWorld })

describe('the tenant of a NativeCRM', () => {
  test('is found by id or slug; an unknown one is not_found at the first call, and may exist later', async () => {
    const shop = await shops.create({ slug: 'boutique-elegance' })
    const byId = new NativeCRM({ tenantId: shop.id })
    const { id } = await byId.createCustomer({ firstName: 'Ana' })
    expect((await new NativeCRM({ tenantId: 'boutique-elegance' }).getCustomer(id))?.id).toBe(id)

    const early = new NativeCRM({ tenantId: 'boutique-demain' })
    await expect(early.getCustomer(id)).rejects.toMatchObject({ code: 'not_found', reason: 'tenant_not_found' })
    expect(await early.testConnection()).toEqual({ ok: false, detail: 'tenant_not_found' })
    await shops.create({ slug: 'boutique-demain' })
    expect(await early.getCustomer(id)).toBeNull()
  })

  test('its deeds are in the audit log under its own name, in the shop’s own currency and language', async () => {
    const shop = await shops.create({ currency: 'CHF', locale: 'en', region: 'CH' })
    const crm = new NativeCRM({ tenantId: shop.id })
    const { id, language, phone } = await crm.createCustomer({ firstName: 'Ana', phone: '078 123 45 67' })
    expect({ language, phone }).toEqual({ language: 'en', phone: '+41781234567' })
    await recordOrder(shops.useCase(shop), id, { externalId: '1', total: { amount: 500, currency: 'CHF' }, placedAt: new Date() })
    expect((await crm.getCustomer(id))?.totalSpent).toEqual({ amount: 500, currency: 'CHF' })
    const { rows } = await shops.backDoor.query(
      `select "actorKind", "actorName", action from "AuditEvent" where "tenantId" = $1 order by at, id`,
      [shop.id],
    )
    expect(rows[0]).toEqual({ actorKind: 'system', actorName: 'Coccinelle', action: 'customer.create' })
  })
})
