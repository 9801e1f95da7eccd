// Doors in the database: secrets shown once and sealed, rotation, other shops' doors.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Actor, Shop } from '@/lib/customers/use-case'
import { startTestApp, type TestApp } from '@/lib/test/app-environment'
import { createTenant } from './account-repo'
import {
  createChannel,
  deleteChannel,
  findChannel,
  listChannels,
  resealChannelSecrets,
  retireChannelSecret,
  rotateChannelSecret,
} from './channel-repo'
import { tenantDb } from './tenant-db'
import { z } from 'zod'

const actor: Actor = { kind: 'user', id: 'user-1', name: 'Claire' }
let app: TestApp
let shop: Shop
let other: Shop

beforeAll(async () => {
  app = await startTestApp()
  shop = await createTenant({ slug: 'one', name: 'One' })
  other = await createTenant({ slug: 'two', name: 'Two' })
})
afterAll(() => app.stop())

describe('channels', () => {
  it('are made with an address and a secret that is stored sealed', async () => {
    const made = await createChannel(shop, actor, { type: 'twilio-sms', name: 'SMS', secret: 'token-of-the-shop' })
    expect(made).toEqual({
      id: made.id,
      url: `http://coccinelle.test/api/webhooks/messages/${made.id}`,
      secret: 'token-of-the-shop',
    })
    const found = await findChannel(made.id)
    expect(found).toMatchObject({ tenantId: shop.id, type: { id: 'twilio-sms' }, config: { secrets: ['token-of-the-shop'] } })
    expect(JSON.stringify(found?.sealed)).not.toContain('token')
    expect(JSON.stringify(await listChannels(shop))).not.toContain('token-of')
  })

  it('make their own secret when the type does, and ask for it when the sender has it', async () => {
    const made = await createChannel(shop, actor, { type: 'standard', name: 'Site' })
    expect(made.secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/)
    await expect(createChannel(shop, actor, { type: 'twilio-sms', name: 'SMS' })).rejects.toMatchObject({
      code: 'invalid',
      issues: [{ path: ['secret'], reason: 'required' }],
    })
  })

  it('refuse what is wrong, by field', async () => {
    const issuesOf = (input: Parameters<typeof createChannel>[2]) =>
      createChannel(shop, actor, input).then(
        () => [],
        (error: { issues: { path: string[] }[] }) => error.issues.map((issue) => issue.path.join('.')),
      )
    expect(await issuesOf({ type: 'pigeon', name: 'x' })).toEqual(['type'])
    expect(await issuesOf({ type: 'standard', name: ' ' })).toEqual(['name'])
    expect(await issuesOf({ type: 'standard', name: 'x', secret: 'not base64 !' })).toEqual(['secret'])
    expect(await issuesOf({ type: 'twilio-sms', name: 'x', secret: 'token-token', settings: { publicUrl: 'ftp://x' } })).toEqual([
      'settings.publicUrl',
    ])
    expect(await issuesOf({ type: 'twilio-sms', name: 'x', secret: 'token-token', settings: { tenantId: 'other' } })).toEqual([
      'settings.tenantId',
    ])
  })

  it('have two live secrets while one is replaced, and never three', async () => {
    const { id } = await createChannel(shop, actor, { type: 'twilio-sms', name: 'SMS', secret: 'first-token' })
    await rotateChannelSecret(shop, actor, id, 'second-token')
    expect((await findChannel(id))?.config.secrets).toEqual(['second-token', 'first-token'])
    await rotateChannelSecret(shop, actor, id, 'third-token')
    expect((await findChannel(id))?.config.secrets).toEqual(['third-token', 'second-token'])
    expect((await listChannels(shop)).find((channel) => channel.id === id)?.rotating).toBe(true)
    await retireChannelSecret(shop, actor, id)
    expect((await findChannel(id))?.config.secrets).toEqual(['third-token'])
  })

  it('of another shop cannot be seen, changed or closed', async () => {
    const { id } = await createChannel(shop, actor, { type: 'twilio-sms', name: 'SMS', secret: 'first-token' })
    expect(await listChannels(other)).toEqual([])
    const attempts = [
      () => rotateChannelSecret(other, actor, id, 'evil-token'),
      () => retireChannelSecret(other, actor, id),
      () => deleteChannel(other, actor, id),
    ]
    for (const attempt of attempts)
      await expect(attempt()).rejects.toMatchObject({ code: 'not_found', reason: 'channel_not_found' })
    expect((await findChannel(id))?.config.secrets).toEqual(['first-token'])
  })

  it('are not found once closed, like one that never was', async () => {
    const { id } = await createChannel(shop, actor, { type: 'twilio-sms', name: 'SMS', secret: 'first-token' })
    await deleteChannel(shop, actor, id)
    expect(await findChannel(id)).toBeNull()
    expect(await findChannel('no-such-channel')).toBeNull()
    await expect(deleteChannel(shop, actor, id)).rejects.toMatchObject({ code: 'not_found' })
  })

  it('leave an audit line for every change, without the secret', async () => {
    const { id } = await createChannel(shop, actor, { type: 'twilio-sms', name: 'SMS', secret: 'first-token' })
    await rotateChannelSecret(shop, actor, id, 'second-token')
    const lines = await tenantDb(shop.id).sql((sql) =>
      sql.rows(
        z.object({ action: z.string(), line: z.string() }),
        `select action, a::text as line from "AuditEvent" a where "entityId" = $1 order by at, id`,
        [id],
      ),
    )
    expect(lines.map((line) => line.action)).toEqual(['channel.create', 'channel.rotate-secret'])
    expect(lines.map((line) => line.line).join()).not.toContain('-token')
  })

  it('need no sealing again while APP_SECRET stays', async () => {
    expect(await resealChannelSecrets(shop)).toBe(0)
  })
})
