// What staff do with links, what they see of them, and that no secret is ever among it. R15.
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import type * as RegistryModule from '@/lib/crm/registry'
import type { Role } from '@/lib/auth/roles'
import type { Actor } from '@/lib/customers/use-case'
import { createConnection, type NewLink } from '@/lib/db/connection-repo'
import { findPrimaryConnection, openConnection } from '@/lib/db/connection-repo'
import { recordOutcome } from '@/lib/db/connection-status-repo'
import { CrmError } from '@/lib/shared/errors'
import { openTestShops, type TestShops } from '@/lib/test/shops'
import { toyManifest, toyManners } from '@/lib/test/toy-system'
import { startToyVendor, type ToyVendor } from '@/lib/test/toy-vendor'

const toys: { id: string }[] = []
vi.mock('@/lib/crm/registry', async (original) => {
  const real = await original<typeof RegistryModule>()
  return {
    ...real,
    get vendors() {
      return [...real.vendors, ...toys]
    },
    findVendor: (type: string) => toys.find(({ id }) => id === type) ?? real.findVendor(type),
  }
})
vi.mock('next-intl/server', () => ({ getLocale: async () => 'fr', getMessages: async () => ({}) }))
const toy: ToyVendor = await startToyVendor()
toys.push(toyManifest(toy))
const { contextOf } = await import('./context')
const { crmSettings } = await import('./crm-settings')
const { shopFrame } = await import('./shop-frame')
const { choosePrimary, linkWithToken, testLink, unlink } = await import('./manage-connections')

const actor: Actor = { kind: 'system', id: null, name: 'test' }
let shops: TestShops
let as: (role: Role) => ReturnType<typeof contextOf>
let shopId: string

beforeAll(async () => {
  shops = await openTestShops()
  vi.stubEnv('TOY_CLIENT_ID', toy.client.clientId)
  vi.stubEnv('TOY_CLIENT_SECRET', toy.client.clientSecret)
  vi.stubEnv('TOY_BASE_URL', toy.origin)
})
afterAll(async () => {
  vi.unstubAllEnvs()
  await toy.close()
  await shops.close()
})
beforeEach(async () => {
  toy.fault = null
  const shop = await shops.create()
  shopId = shop.id
  as = (role) =>
    contextOf({ sessionId: 's', user: { id: 'user-1', email: 'a@example.fr', name: 'Camille', locale: null }, role, shop })
})

const byConsent = async (more: Partial<NewLink> = {}): Promise<string> => {
  const { access, refresh } = toy.startGrant()
  const credentials = { way: 'oauth2', accessToken: access, refreshToken: refresh, apiUrl: null, life: null, answers: {} }
  const account = { accountId: `acme ${shopId}`, accountLabel: 'Acme', scopes: ['contacts'] }
  const { id } = await createConnection(as('owner').shop, actor, {
    vendor: 'toy',
    role: 'primary',
    label: null,
    credentials,
    account,
    settings: {},
    withWebhookSecret: true,
    ...more,
  })
  return id
}
const card = async (role: Role = 'owner') => (await crmSettings(as(role))).find(({ id }) => id === 'toy')
const audit = async (id: string) =>
  (
    await shops.backDoor.query<{ action: string; changes: object }>(
      `select action, changes from "AuditEvent" where "entityId" = $1 order by at, id`,
      [id],
    )
  ).rows

describe('a key', () => {
  it('is tried before it is kept, and kept sealed', async () => {
    const { access } = toy.startGrant()
    const { id } = await linkWithToken(as('owner'), { vendor: 'toy', role: 'primary', fields: { accessToken: ` ${access} ` } })
    expect((await openConnection(shopId, id))?.credentials).toEqual({ accessToken: access })
    expect(await audit(id)).toEqual([{ action: 'connection.create', changes: { vendor: 'toy', role: 'primary' } }])
    expect((await card())?.connection).toMatchObject({
      id,
      status: 'connected',
      reason: null,
      scopes: [],
      canRevoke: false,
      canMap: true,
    })
    expect(JSON.stringify([await crmSettings(as('owner')), await audit(id)])).not.toContain(access)
  })

  it('that is refused, missing or of another field is not kept', async () => {
    const link = (fields: Record<string, string>, vendor = 'toy') =>
      linkWithToken(as('owner'), { vendor, role: 'primary', fields })
    await expect(link({ accessToken: 'canary-wrong-key' })).rejects.toMatchObject({
      code: 'forbidden',
      reason: 'token_not_accepted',
    })
    await expect(link({ accessToken: '  ' })).rejects.toMatchObject({
      code: 'invalid',
      issues: [{ path: ['accessToken'], reason: 'required' }],
    })
    await expect(link({ accessToken: 'x' })).rejects.toMatchObject({ code: 'invalid' })
    await expect(link({ accessToken: 'abcd', host: 'x' })).rejects.toMatchObject({
      issues: [{ path: ['host'], reason: 'unknown_field' }],
    })
    await expect(link({}, 'nobody')).rejects.toMatchObject({ code: 'unsupported', reason: 'system_unknown' })
    expect((await card())?.connection).toBeNull()
  })

  it('renews the link there is, which keeps its id and role', async () => {
    const id = await byConsent()
    await recordOutcome(shopId, id, new CrmError('auth_expired', 'x'))
    expect((await shopFrame(as('owner'))).troubled).toMatchObject([
      { id, label: 'Toy', status: 'reconnect_needed', reason: 'token_refused' },
    ])
    const { access } = toy.startGrant(`acme ${shopId}`)
    expect(await linkWithToken(as('owner'), { vendor: 'toy', role: 'source', fields: { accessToken: access } })).toEqual({ id })
    expect((await card())?.connection).toMatchObject({ id, role: 'primary', status: 'connected' })
    expect((await shopFrame(as('owner'))).troubled).toEqual([])
  })
})

describe('the account of a key', () => {
  const paste = (account: string) =>
    linkWithToken(as('owner'), { vendor: 'toy', role: 'primary', fields: { accessToken: toy.startGrant(account).access } })
  const stored = async (id: string) =>
    (
      await shops.backDoor.query<Record<string, unknown>>(
        `select "accountId" as account, "accountLabel" as label, "lastOkAt" > now() - interval '1 minute' as "isWell", "tokenEpoch" as epoch
         from "CrmConnection" where id = $1`,
        [id],
      )
    ).rows[0]

  it('is kept when the system tells it, so that what the vendor sends by itself finds the link', async () => {
    const { id } = await paste(`portal ${shopId}`)
    expect(await stored(id)).toEqual({
      account: `portal ${shopId}`,
      label: `Toy portal ${shopId}`,
      isWell: true,
      epoch: 1,
    })
    const { rows } = await shops.backDoor.query('select id from connections_of_account($1, $2)', ['toy', `portal ${shopId}`])
    expect(rows).toEqual([{ id }])
  })

  it('a key of another account is refused: the link’s customers are not that account’s', async () => {
    const { id } = await paste('first')
    await expect(paste('second')).rejects.toMatchObject({ code: 'conflict', reason: 'other_account' })
    expect(await stored(id)).toMatchObject({ account: 'first', epoch: 1 })
    expect(await paste('first')).toEqual({ id })
    expect(await stored(id)).toMatchObject({ account: 'first', epoch: 2 })
  })

  it('that the system does not tell stops nothing, and does not undo what was known', async () => {
    toyManners.tellsAccount = false
    try {
      const { id } = await paste('silent')
      expect(await stored(id)).toMatchObject({ account: null, isWell: true })
      toyManners.tellsAccount = true
      expect(await paste('silent')).toEqual({ id })
      toyManners.tellsAccount = false
      await paste('silent')
      expect(await stored(id)).toMatchObject({ account: 'silent', epoch: 3 })
    } finally {
      toyManners.tellsAccount = true
    }
  })
})

describe('the screen', () => {
  it('says how a link fares, which permissions miss, and never a secret', async () => {
    const id = await byConsent()
    await shops.backDoor.query(
      `insert into "Outbox" ("tenantId", id, "connectionId", kind, payload, "deadAt", "doneAt") values
        ($1, 'o1-' || $1, $2, 'note', '{}', null, null), ($1, 'o2-' || $1, $2, 'note', '{}', now(), null), ($1, 'o3-' || $1, $2, 'note', '{}', null, now())`,
      [shopId, id],
    )
    const shown = await card()
    expect(shown).toMatchObject({ label: 'Toy', oauthReady: true, isCurrent: true, ways: ['oauth2', 'token'] })
    expect(shown?.connection).toMatchObject({
      accountLabel: 'Acme',
      status: 'connected',
      waiting: 1,
      refused: 1,
      refusals: [{ customer: { id: null }, kinds: [{ kind: 'note', count: 1 }] }],
      canRevoke: true,
      scopes: [
        { name: 'contacts', needed: true, granted: true },
        { name: 'notes', needed: false, granted: false },
      ],
      webhookUrl: expect.stringMatching(new RegExp(`^http://coccinelle.test/api/webhooks/crm/toy/${id}/[\\w-]{43}$`)),
    })
    const { rows } = await shops.backDoor.query<{ credentials: string; w: string[] }>(
      `select credentials, "webhookSecrets" as w from "CrmConnection" where id = $1`,
      [id],
    )
    const opened = await openConnection(shopId, id)
    const secrets = [
      rows[0]!.credentials,
      ...rows[0]!.w,
      toy.client.clientSecret,
      toy.client.clientId,
      String(opened?.credentials.accessToken),
      String(opened?.credentials.refreshToken),
    ]
    const everything = JSON.stringify(
      await Promise.all([crmSettings(as('owner')), crmSettings(as('read-only')), shopFrame(as('owner'))]),
    )
    for (const secret of secrets) expect(everything).not.toContain(secret)
    expect((await card('read-only'))?.connection?.webhookUrl).toBeNull()
  })

  it('says what is wrong: missing permissions, a key that ends, a secret that cannot be read', async () => {
    const id = await byConsent({ account: { accountId: 'a', accountLabel: null, scopes: ['notes'] } })
    expect((await card())?.connection).toMatchObject({ status: 'error', reason: 'scopes_missing' })
    await shops.backDoor.query(`update "CrmConnection" set credentials = 'v1.x.y.z.w' where id = $1`, [id])
    expect((await card())?.connection).toMatchObject({ status: 'error', reason: 'secret_unreadable' })
    expect(await testLink(as('owner'), { connectionId: id })).toEqual({ ok: false, reason: 'secret_unreadable' })
    await unlink(as('owner'), { connectionId: id })
    const ending = { way: 'oauth2', accessToken: 'x', refreshToken: null, apiUrl: null, life: null, answers: {} }
    await byConsent({ credentials: ending, left: 6 * 24 * 60 * 60_000 })
    expect((await card())?.connection).toMatchObject({ status: 'expiring', reason: 'token_ending' })
  })
})

describe('the primary system', () => {
  it('is one at most, changes hands, and may be Coccinelle again', async () => {
    const [first, second] = [await byConsent(), await byConsent({ role: 'source' })]
    await choosePrimary(as('owner'), { connectionId: second })
    expect((await findPrimaryConnection(shopId))?.id).toBe(second)
    await Promise.all(
      Array.from({ length: 6 }, (_, i) => choosePrimary(as('owner'), { connectionId: i % 2 === 0 ? first : second })),
    )
    const { rows } = await shops.backDoor.query(
      `select count(*)::int as n from "CrmConnection" where "tenantId" = $1 and role = 'primary'`,
      [shopId],
    )
    expect(rows).toEqual([{ n: 1 }])
    await choosePrimary(as('owner'), { connectionId: null })
    expect(await findPrimaryConnection(shopId)).toBeNull()
    expect((await audit(second)).slice(0, 2)).toMatchObject([
      { action: 'connection.create' },
      { action: 'connection.role', changes: { role: 'primary' } },
    ])
    await expect(choosePrimary(as('owner'), { connectionId: 'missing' })).rejects.toMatchObject({ code: 'not_found' })
  })
})

describe('taking away', () => {
  it('ends what waits with a reason, forgets the secrets, hands the grant back and leaves the rest', async () => {
    const id = await byConsent()
    await shops.backDoor.query(
      `insert into "Outbox" ("tenantId", id, "connectionId", kind, payload) values ($1, 'w-' || $1, $2, 'note', '{}')`,
      [shopId, id],
    )
    const refreshToken = String((await openConnection(shopId, id))?.credentials.refreshToken)
    const results = await Promise.allSettled(Array.from({ length: 4 }, () => unlink(as('owner'), { connectionId: id })))
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    expect(toy.revoked).toContain(refreshToken)
    const { rows } = await shops.backDoor.query(
      `select error, "deadAt" is not null as dead from "Outbox" where "connectionId" = $1`,
      [id],
    )
    expect(rows).toEqual([{ error: 'unlinked', dead: true }])
    expect((await audit(id)).at(-1)).toEqual({ action: 'connection.delete', changes: { vendor: 'toy', ended: 1 } })
    expect((await card())?.connection).toBeNull()
    const again = await byConsent()
    expect((await card())?.connection?.id).toBe(again)
  })

  it('works while the vendor is away', async () => {
    const id = await byConsent()
    vi.stubEnv('TOY_BASE_URL', 'http://127.0.0.1:1')
    expect(await unlink(as('owner'), { connectionId: id })).toEqual({ revoked: false })
    vi.stubEnv('TOY_BASE_URL', toy.origin)
    expect(await openConnection(shopId, id)).toBeNull()
  })
})
