// Links to customer systems: one primary a shop, credentials sealed to their row, and sealed again when APP_SECRET changes.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Actor } from '@/lib/customers/use-case'
import { env } from '@/lib/shared/env'
import { openTestShops, type TestShops } from '@/lib/test/shops'
import { createConnection, findPrimaryConnection, openPrimaryConnection } from './connection-repo'
import { resealConnections } from './reseal-connections'

const actor: Actor = { kind: 'system', id: null, name: 'test' }
const link = {
  vendor: 'mock',
  role: 'primary',
  label: null,
  credentials: { token: 'a-token-of-the-shop' },
  settings: { a: 1 },
} as const

let shops: TestShops
beforeAll(async () => void (shops = await openTestShops()))
afterAll(() => shops.close())

const stored = async (id: string): Promise<string> => {
  const { rows } = await shops.backDoor.query<{ credentials: string }>('select credentials from "CrmConnection" where id = $1', [
    id,
  ])
  return rows[0]!.credentials
}

describe('a connection', () => {
  it('keeps its credentials sealed, and opens them for the factory only', async () => {
    const shop = await shops.create()
    expect(await findPrimaryConnection(shop.id)).toBeNull()
    expect(await openPrimaryConnection(shop.id)).toBeNull()
    const { id } = await createConnection(shop, actor, link)
    expect(await stored(id)).not.toContain('a-token-of-the-shop')
    const shown = {
      id,
      vendor: 'mock',
      role: 'primary',
      status: 'connected',
      label: null,
      accountId: null,
      accountLabel: null,
      settings: { a: 1 },
    }
    expect(await findPrimaryConnection(shop.id)).toEqual(shown)
    expect(await openPrimaryConnection(shop.id)).toEqual({ ...shown, credentials: link.credentials })
    expect(await findPrimaryConnection((await shops.create()).id)).toBeNull()
  })

  it('does not open with credentials copied from another row', async () => {
    const [one, other] = [await shops.create(), await shops.create()]
    const source = await createConnection(one, actor, link)
    const target = await createConnection(other, actor, { ...link, credentials: { token: 'other' } })
    await shops.backDoor.query('update "CrmConnection" set credentials = $2 where id = $1', [target.id, await stored(source.id)])
    await expect(openPrimaryConnection(other.id)).rejects.toMatchObject({ code: 'unavailable', reason: 'secret_unreadable' })
  })

  it('ten at once: one becomes primary, the others are told so', async () => {
    const shop = await shops.create()
    const results = await Promise.allSettled(Array.from({ length: 10 }, () => createConnection(shop, actor, link)))
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    for (const result of results)
      if (result.status === 'rejected') expect(result.reason).toMatchObject({ code: 'conflict', reason: 'primary_taken' })
    await createConnection(shop, actor, { ...link, role: 'source' })
    await createConnection(shop, actor, { ...link, role: 'source' })
  })

  it('is sealed again after a change of APP_SECRET, once', async () => {
    const shop = await shops.create()
    const { id } = await createConnection(shop, actor, link)
    const [before, settings] = [await stored(id), env()]
    const former = { APP_SECRET: settings.APP_SECRET, APP_SECRET_PREVIOUS: settings.APP_SECRET_PREVIOUS }
    Object.assign(settings, { APP_SECRET: 'another-secret-for-tests-9876543210', APP_SECRET_PREVIOUS: [former.APP_SECRET] })
    try {
      expect(await resealConnections(shop)).toBe(1)
      expect(await resealConnections(shop)).toBe(0)
      expect(await stored(id)).not.toBe(before)
      Object.assign(settings, { APP_SECRET_PREVIOUS: [] })
      expect((await openPrimaryConnection(shop.id))?.credentials).toEqual(link.credentials)
    } finally {
      Object.assign(settings, former)
    }
  })
})
