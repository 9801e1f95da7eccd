// Settings of a link: kept with the version that was seen, audited in the same transaction, another shop's out of reach.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createCustomer } from '@/lib/customers/create-customer'
import type { Actor, Shop } from '@/lib/customers/use-case'
import { openTestShops, type TestShops } from '@/lib/test/shops'
import { createConnection } from './connection-repo'
import { findConnectionSettings, firstLinkedCustomer, updateSettings } from './connection-settings-repo'

const actor: Actor = { kind: 'user', id: 'user-1', name: 'Camille' }

let shops: TestShops
beforeAll(async () => void (shops = await openTestShops()))
afterAll(() => shops.close())

const link = async (shop: Shop): Promise<string> => {
  const { id } = await createConnection(shop, actor, {
    vendor: 'mock',
    role: 'primary',
    label: null,
    credentials: {},
    settings: { kept: 'as it was' },
  })
  return id
}

describe('updateSettings', () => {
  it('saves, raises the version and leaves a line that says what changed', async () => {
    const shop = await shops.create()
    const id = await link(shop)
    const seen = await findConnectionSettings(shop.id, id)
    expect(seen).toMatchObject({ id, vendor: 'mock', version: 1, settings: { kept: 'as it was' } })
    const next = { kept: 'as it was', customFieldMapping: { segment: 'level' } }
    expect(await updateSettings(shop, actor, id, next, 1)).toEqual({ version: 2 })
    expect(await findConnectionSettings(shop.id, id)).toMatchObject({ version: 2, settings: next })
    const { rows } = await shops.backDoor.query(
      `select "actorName", changes from "AuditEvent" where "entityId" = $1 and action = 'connection.settings'`,
      [id],
    )
    expect(rows).toEqual([{ actorName: 'Camille', changes: { customFieldMapping: { segment: 'level' } } }])
  })

  it('lets one of many through that saw the same version, and tells the others the current one', async () => {
    const shop = await shops.create()
    const id = await link(shop)
    const saves = await Promise.allSettled(Array.from({ length: 8 }, (_, at) => updateSettings(shop, actor, id, { at }, 1)))
    expect(saves.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    for (const save of saves)
      if (save.status === 'rejected')
        expect(save.reason).toMatchObject({ code: 'conflict', reason: 'stale_version', params: { currentVersion: 2 } })
  })

  it('takes another shop’s link for one that does not exist', async () => {
    const [shop, other] = [await shops.create(), await shops.create()]
    const id = await link(other)
    expect(await findConnectionSettings(shop.id, id)).toBeNull()
    await expect(updateSettings(shop, actor, id, { taken: true }, 1)).rejects.toMatchObject({ code: 'not_found' })
    expect(await findConnectionSettings(other.id, id)).toMatchObject({ version: 1, settings: { kept: 'as it was' } })
  })
})

describe('firstLinkedCustomer', () => {
  it('is the first who is still there, of this shop alone', async () => {
    const [shop, other] = [await shops.create(), await shops.create()]
    const id = await link(shop)
    expect(await firstLinkedCustomer(shop.id, id)).toBeNull()
    const people = []
    for (const firstName of ['Ada', 'Zoé']) people.push(await createCustomer(shops.useCase(shop), { firstName }))
    for (const [at, { id: customerId }] of people.entries())
      await shops.backDoor.query(
        `insert into "ExternalLink" ("tenantId", id, "connectionId", "customerId", "externalId", "createdAt")
         values ($1, $2, $3, $4, $5, now() + $6 * interval '1 second')`,
        [shop.id, `link-${String(at)}`, id, customerId, `there-${String(at)}`, at],
      )
    expect(await firstLinkedCustomer(shop.id, id)).toBe(people[0]!.id)
    await shops.backDoor.query(`update "Customer" set "deletedAt" = now() where id = $1`, [people[0]!.id])
    expect(await firstLinkedCustomer(shop.id, id)).toBe(people[1]!.id)
    expect(await firstLinkedCustomer(other.id, id)).toBeNull()
  })
})
