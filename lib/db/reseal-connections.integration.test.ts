// R19: APP_SECRET is rotated while tokens are renewed: nothing is lost, and in the end nothing needs the old secret.
import { afterAll, beforeAll, expect, it } from 'vitest'
import { leasedAccess } from '@/lib/crm/leased-access'
import { refreshGrant } from '@/lib/crm/oauth'
import type { Actor, Shop } from '@/lib/customers/use-case'
import { env } from '@/lib/shared/env'
import { openTestShops, type TestShops } from '@/lib/test/shops'
import { startToyVendor, type ToyVendor, toyProvider } from '@/lib/test/toy-vendor'
import { openVerifier, openWebhookSecret } from './connection-credentials'
import { grantStore } from './connection-grant-repo'
import { createConnection } from './connection-repo'
import { findOAuthState, insertOAuthState } from './oauth-state-repo'
import { resealConnections } from './reseal-connections'
import { needsResealing } from './secrets'

const actor: Actor = { kind: 'system', id: null, name: 'test' }
let shops: TestShops
let toy: ToyVendor
beforeAll(async () => {
  shops = await openTestShops()
  toy = await startToyVendor()
})
afterAll(async () => {
  await toy.close()
  await shops.close()
})

async function envelopes(shop: Shop): Promise<string[]> {
  const { rows } = await shops.backDoor.query<{ e: string | null }>(
    `select credentials as e from "CrmConnection" where "tenantId" = $1 union all
     select unnest("webhookSecrets") from "CrmConnection" where "tenantId" = $1 union all
     select verifier from "OAuthState" where "tenantId" = $1`,
    [shop.id],
  )
  return rows.flatMap(({ e }) => e ?? [])
}

it('seals everything again while tokens are renewed, and what was interrupted is done the next time', async () => {
  const shop = await shops.create()
  const ids: string[] = []
  for (let i = 0; i < 12; i++) {
    const { access, refresh } = toy.startGrant()
    const credentials = { way: 'oauth2', accessToken: access, refreshToken: refresh, apiUrl: null, life: null, answers: {} }
    const { id } = await createConnection(shop, actor, {
      vendor: 'toy',
      role: 'source',
      label: null,
      credentials,
      settings: {},
      withWebhookSecret: true,
    })
    ids.push(id)
  }
  const binding = { tenantId: shop.id, state: 's'.repeat(43), vendor: 'toy', sessionId: 'x', redirectUri: 'https://hub.example/' }
  await insertOAuthState(
    actor,
    { ...binding, userId: 'u' },
    { connectionId: null, role: 'source', verifier: 'v'.repeat(43), answers: {} },
  )
  expect(await envelopes(shop)).toHaveLength(25)

  const settings = env()
  const old = settings.APP_SECRET
  settings.APP_SECRET = 'the-next-secret-of-the-tests-and-nothing-else'
  settings.APP_SECRET_PREVIOUS = [old]
  try {
    // A link in the middle that cannot be opened stops the first run half-way.
    const { rows } = await shops.backDoor.query<{ id: string; credentials: string }>(
      `update "CrmConnection" set credentials = 'v1.gone.x.y.z' where id = $1 returning id`,
      [[...ids].sort()[6]],
    )
    await expect(resealConnections(shop)).rejects.toMatchObject({ reason: 'secret_unreadable' })
    const halfway = (await envelopes(shop)).filter(needsResealing).length
    expect(halfway).toBeGreaterThan(5)
    expect(halfway).toBeLessThan(25)
    await shops.backDoor.query(`update "CrmConnection" set credentials = null, "webhookSecrets" = '{}' where id = $1`, [
      rows[0]?.id,
    ])

    const working = ids.filter((id) => id !== rows[0]?.id)
    let done = false
    const renewing = working.map(async (id) => {
      const access = leasedAccess({
        store: grantStore(shop.id, id),
        exchange: (held) => refreshGrant(toyProvider, toy.client, held),
        owner: `owner ${id}`,
        freshness: 0,
      })
      let grant = await access.current()
      for (let rounds = 0; !done || rounds < 3; rounds++) grant = await access.renew(grant)
      return grant
    })
    const before = toy.forms.length
    while (toy.forms.length < before + 6) await new Promise((resolve) => setTimeout(resolve, 2))
    await resealConnections(shop)
    done = true
    const grants = await Promise.all(renewing)
    expect((await envelopes(shop)).filter(needsResealing)).toEqual([])
    expect(await resealConnections(shop)).toBe(0)

    // The old secret is forgotten: everything still opens, and every grant is alive.
    settings.APP_SECRET_PREVIOUS = []
    expect(toy.killed).toBe(0)
    expect(Math.max(...toy.granted.values())).toBe(1)
    for (const [index, id] of working.entries()) {
      expect((await grantStore(shop.id, id).read()).grant).toEqual(grants[index])
      const stored = await shops.backDoor.query<{ w: string[] }>(
        `select "webhookSecrets" as w from "CrmConnection" where id = $1`,
        [id],
      )
      expect(openWebhookSecret(shop.id, id, stored.rows[0]!.w[0]!)).toMatch(/^[\w-]{43}$/)
    }
    expect((await findOAuthState(binding))?.verifier).toBe('v'.repeat(43))
    const other = await shops.create()
    const { rows: sealed } = await shops.backDoor.query<{ id: string; v: string }>(
      `select id, verifier as v from "OAuthState" where "tenantId" = $1`,
      [shop.id],
    )
    expect(() => openVerifier(other.id, sealed[0]!.id, sealed[0]!.v)).toThrow()
  } finally {
    settings.APP_SECRET = old
    settings.APP_SECRET_PREVIOUS = []
  }
})
