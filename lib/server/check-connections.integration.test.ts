// How links fare: statuses from outcomes, the check of all links, and the mail to the owners, once a trouble.
import { createServer } from 'node:net'
import { SMTPServer } from 'smtp-server'
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import type * as EnvModule from '@/lib/shared/env'
import type * as RegistryModule from '@/lib/crm/registry'
import type { Actor, Shop } from '@/lib/customers/use-case'
import { addMembership, createUser } from '@/lib/db/account-repo'
import { createConnection, type NewLink } from '@/lib/db/connection-repo'
import { recordOutcome } from '@/lib/db/connection-status-repo'
import { readShopFrame } from '@/lib/db/shop-frame-repo'
import { CrmError, type ErrorCode } from '@/lib/shared/errors'
import { openTestShops, type TestShops } from '@/lib/test/shops'
import { toyManifest } from '@/lib/test/toy-system'
import { startToyVendor, type ToyVendor } from '@/lib/test/toy-vendor'

const toys: { vendor: { id: string } }[] = []
vi.mock('@/lib/crm/registry', async (original) => {
  const real = await original<typeof RegistryModule>()
  return { ...real, findVendor: (type: string) => toys.find(({ vendor }) => vendor.id === type)?.vendor ?? real.findVendor(type) }
})
const environment = vi.hoisted(() => ({ smtp: undefined as string | undefined }))
vi.mock('@/lib/shared/env', async (original) => {
  const real = await original<typeof EnvModule>()
  return { ...real, env: () => ({ ...real.env(), SMTP_URL: environment.smtp }) }
})
const { checkConnectionsJob } = await import('./check-connections-job')
const { noticeTroubles } = await import('./connection-notice')

const actor: Actor = { kind: 'system', id: null, name: 'test' }
let shops: TestShops
let toy: ToyVendor
let shop: Shop
let people = 0
const mails: { to: string[]; text: string }[] = []
let refuses = false
const smtp = new SMTPServer({
  authOptional: true,
  disabledCommands: ['STARTTLS'],
  onRcptTo: (_address, _session, done) => done(refuses ? new Error('no') : undefined),
  onData: (stream, session, done) => {
    const chunks: Buffer[] = []
    stream.on('data', (chunk: Buffer) => chunks.push(chunk))
    stream.on('end', () => {
      mails.push({ to: session.envelope.rcptTo.map(({ address }) => address), text: decoded(Buffer.concat(chunks).toString()) })
      done()
    })
  },
})
/** Quoted-printable and encoded words, as far as these mails have them. */
const decoded = (raw: string): string => {
  const bytes = (text: string) =>
    Buffer.from(
      text.replace(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(parseInt(hex, 16))),
      'latin1',
    ).toString()
  return bytes(
    raw
      .replace(/\?=\r\n =\?UTF-8\?Q\?/g, '')
      .replace(/=\?UTF-8\?Q\?(.*?)\?=/g, (_, word: string) => word.replaceAll('_', ' '))
      .replace(/=\r\n/g, ''),
  )
}

beforeAll(async () => {
  shops = await openTestShops()
  toy = await startToyVendor()
  vi.stubEnv('TOY_CLIENT_ID', toy.client.clientId)
  vi.stubEnv('TOY_CLIENT_SECRET', toy.client.clientSecret)
  vi.stubEnv('TOY_BASE_URL', toy.origin)
  toys.push({ vendor: toyManifest(toy) })
  await new Promise<void>((resolve) => smtp.listen(0, '127.0.0.1', resolve))
})
afterAll(async () => {
  vi.unstubAllEnvs()
  await new Promise<void>((resolve) => smtp.close(resolve))
  await toy.close()
  await shops.close()
})
beforeEach(async () => {
  // Links of earlier tests are out of the way.
  await shops.backDoor.query('update "CrmConnection" set "deletedAt" = now()')
  mails.length = 0
  refuses = false
  toy.fault = null
  const bound = smtp.server.address()
  environment.smtp = `smtp://127.0.0.1:${typeof bound === 'object' && bound !== null ? bound.port : 0}`
  shop = await shops.create()
})

async function owner(where: Shop, locale: string | null, role = 'owner'): Promise<string> {
  people += 1
  const user = await createUser({ email: `owner${people}@example.fr`, name: 'O', passwordHash: 'unused', locale })
  await addMembership(where.id, user.id, role)
  return user.email
}

async function link(where = shop, more: Partial<NewLink> = {}): Promise<string> {
  const { access, refresh } = toy.startGrant()
  const { id } = await createConnection(where, actor, {
    vendor: 'toy',
    role: 'primary',
    label: null,
    credentials: { way: 'oauth2', accessToken: access, refreshToken: refresh, apiUrl: null, life: null, answers: {} },
    account: { accountId: 'acme', accountLabel: 'Acme', scopes: [] },
    settings: {},
    ...more,
  })
  return id
}

async function state(id: string) {
  const { rows } = await shops.backDoor.query<Record<string, unknown>>(
    `select status, "statusReason" as reason, "noticeState" as notice from "CrmConnection" where id = $1`,
    [id],
  )
  return rows[0]
}
const age = (id: string, what: string, interval: string) =>
  shops.backDoor.query(`update "CrmConnection" set "${what}" = now() - $2::interval where id = $1`, [id, interval])
const error = (code: ErrorCode, reason?: string) => new CrmError(code, 'x', reason === undefined ? {} : { reason })

describe('an outcome', () => {
  it.each([
    [error('unavailable'), 'error', 'unavailable'],
    [error('unavailable', 'outcome_unknown'), 'error', 'unavailable'],
    [error('unavailable', 'secret_unreadable'), 'error', 'secret_unreadable'],
    [error('bad_response'), 'error', 'bad_response'],
    [error('rate_limited', 'daily_limit'), 'error', 'daily_limit'],
    [error('forbidden', 'oauth_client'), 'error', 'oauth_client'],
    [error('auth_expired'), 'reconnect_needed', 'token_refused'],
    [error('auth_expired', 'grant_ended'), 'reconnect_needed', 'grant_ended'],
    [error('rate_limited'), 'connected', null],
    [error('forbidden'), 'connected', null],
    [error('not_found'), 'connected', null],
    [error('conflict'), 'connected', null],
    [error('invalid'), 'connected', null],
  ])('%o of a call makes it %s', async (outcome, status, reason) => {
    const id = await link()
    await recordOutcome(shop.id, id, outcome)
    expect(await state(id)).toMatchObject({ status, reason })
    const other = await shops.create()
    await recordOutcome(other.id, id, error('unavailable'))
    expect(await state(id)).toMatchObject({ status, reason })
  })

  it('heals by a success, but a grant that ended heals by a person only', async () => {
    const id = await link()
    await recordOutcome(shop.id, id, error('unavailable'))
    await recordOutcome(shop.id, id, 'ok')
    expect(await state(id)).toMatchObject({ status: 'connected', reason: null })
    await recordOutcome(shop.id, id, error('auth_expired'))
    await recordOutcome(shop.id, id, error('unavailable'))
    await recordOutcome(shop.id, id, 'ok')
    expect(await state(id)).toMatchObject({ status: 'reconnect_needed' })
    await recordOutcome(shop.id, id, 'ok', 'person')
    expect(await state(id)).toMatchObject({ status: 'connected', reason: null })
  })

  it('is written when it says something new, not at every call', async () => {
    const id = await link()
    const writes = async (): Promise<string> =>
      (await shops.backDoor.query<{ x: string }>(`select xmin::text as x from "CrmConnection" where id = $1`, [id])).rows[0]!.x
    await recordOutcome(shop.id, id, 'ok')
    const first = await writes()
    for (let i = 0; i < 50; i++) await recordOutcome(shop.id, id, 'ok')
    await recordOutcome(shop.id, id, 'ok', 'test')
    expect(await writes()).toBe(first)
    await recordOutcome(shop.id, id, error('unavailable'))
    const second = await writes()
    for (let i = 0; i < 50; i++) await recordOutcome(shop.id, id, error('unavailable'))
    expect(await writes()).toBe(second)
  })
})

describe('the check of all links', () => {
  it('tries each, whatever happens to the others; what waits for a person or was just seen well is left alone', async () => {
    const other = await shops.create()
    const [good, rotten, gone, unknown] = [
      await link(),
      await link(other),
      await link(await shops.create()),
      await link(await shops.create(), { vendor: 'fax' }),
    ]
    await shops.backDoor.query(`update "CrmConnection" set credentials = 'v1.x.y.z.w' where id = $1`, [rotten])
    await recordOutcome(
      (await shops.backDoor.query(`select "tenantId" as t from "CrmConnection" where id = $1`, [gone])).rows[0].t,
      gone,
      error('auth_expired'),
    )
    const before = toy.calls
    await checkConnectionsJob()
    expect(await state(good)).toMatchObject({ status: 'connected' })
    expect(await state(rotten)).toMatchObject({ status: 'error', reason: 'secret_unreadable' })
    expect(await state(unknown)).toMatchObject({ status: 'error', reason: 'system_unknown' })
    expect(toy.calls).toBe(before + 1)
    await checkConnectionsJob()
    expect(toy.calls).toBe(before + 1)
    await age(good, 'lastOkAt', '6 minutes')
    toy.endAll()
    await checkConnectionsJob()
    expect(await state(good)).toMatchObject({ status: 'reconnect_needed', reason: 'grant_ended' })
  })
})

describe('the owners', () => {
  const drop = async (id: string) => recordOutcome(shop.id, id, error('auth_expired', 'grant_ended'))

  it('hear of it once, each in their language, without a secret or a customer’s data', async () => {
    const [french, english] = [await owner(shop, 'fr'), await owner(shop, 'en')]
    await owner(shop, 'fr', 'seller')
    await owner(await shops.create(), 'fr')
    const id = await link()
    await drop(id)
    await Promise.all([checkConnectionsJob(), checkConnectionsJob(), noticeTroubles(shop.id)])
    await checkConnectionsJob()
    expect(
      mails
        .map(({ to }) => to)
        .flat()
        .sort(),
    ).toEqual([french, english].sort())
    const textTo = (to: string): string => mails.find((mail) => mail.to.includes(to))?.text ?? ''
    expect(textTo(french)).toContain('Toy (Acme) ne laisse plus entrer Coccinelle')
    expect(textTo(english)).toContain('Toy (Acme) no longer lets Coccinelle in')
    for (const { text } of mails) {
      expect(text).toContain('http://coccinelle.test/dashboard/settings/crm')
      expect(text).toMatch(/auto-generated/i)
      expect(text).not.toMatch(/canary|v1\.|access_token|grant_ended/)
    }
    expect(await state(id)).toMatchObject({ notice: 'sent' })
    expect((await readShopFrame(shop.id, 1)).troubled).toMatchObject([{ id, status: 'reconnect_needed' }])
    await recordOutcome(shop.id, id, 'ok', 'person')
    await drop(id)
    await noticeTroubles(shop.id)
    expect(mails).toHaveLength(4)
  })

  it('hear of an error after an hour, not before', async () => {
    await owner(shop, null)
    const id = await link()
    await recordOutcome(shop.id, id, error('unavailable'))
    await noticeTroubles(shop.id)
    expect(mails).toHaveLength(0)
    expect((await readShopFrame(shop.id, 1)).troubled).toEqual([])
    await age(id, 'statusAt', '61 minutes')
    await noticeTroubles(shop.id)
    expect(mails).toHaveLength(1)
    expect(mails[0]?.text).toContain('ne répond plus comme prévu depuis plus d’une heure')
    expect((await readShopFrame(shop.id, 1)).troubled).toMatchObject([{ id, status: 'error' }])
  })

  it('cannot be told without a server, by one that refuses, or when there are none; it is tried again', async () => {
    const id = await link()
    await drop(id)
    environment.smtp = undefined
    await noticeTroubles(shop.id)
    expect(await state(id)).toMatchObject({ notice: 'no_mail_server' })
    const bound = smtp.server.address()
    environment.smtp = `smtp://127.0.0.1:${typeof bound === 'object' && bound !== null ? bound.port : 0}`
    await noticeTroubles(shop.id)
    expect(await state(id)).toMatchObject({ notice: 'no_mail_server' })
    await age(id, 'noticeAt', '10 minutes')
    await noticeTroubles(shop.id)
    expect(await state(id)).toMatchObject({ notice: 'no_owner' })
    await owner(shop, 'en')
    refuses = true
    await age(id, 'noticeAt', '10 minutes')
    await noticeTroubles(shop.id)
    expect(await state(id)).toMatchObject({ notice: 'failed' })
    refuses = false
    await age(id, 'noticeAt', '10 minutes')
    await noticeTroubles(shop.id)
    expect(await state(id)).toMatchObject({ notice: 'sent' })
    expect(mails).toHaveLength(1)
  })

  it('a server that is not there is no loss of the check', async () => {
    await owner(shop, 'fr')
    const closed = createServer()
    await new Promise<void>((resolve) => closed.listen(0, '127.0.0.1', resolve))
    const bound = closed.address()
    await new Promise((resolve) => closed.close(resolve))
    environment.smtp = `smtp://127.0.0.1:${typeof bound === 'object' && bound !== null ? bound.port : 0}`
    const id = await link()
    await drop(id)
    await checkConnectionsJob()
    expect(await state(id)).toMatchObject({ status: 'reconnect_needed', notice: 'failed' })
  })
})
