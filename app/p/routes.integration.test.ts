// The door of the public preference page: who has the link says yes or no, by our own page, and nobody else anything.
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { makePreferenceLink } from '@/lib/consent/make-preference-link'
import { createCustomer } from '@/lib/customers/create-customer'
import { deleteCustomer } from '@/lib/customers/delete-customer'
import { mergeCustomers } from '@/lib/customers/merge-customers'
import type { UseCase } from '@/lib/customers/use-case'
import { channelChoices, openPreferenceLink, visitPreferencePage } from '@/lib/server/preference-page'
import { openTestShops, type TestShops } from '@/lib/test/shops'
import { POST } from './[token]/save/route'

const visitor = { headers: new Headers() }
vi.mock('next/headers', () => ({ headers: async () => visitor.headers }))
vi.mock('next-intl/server', async () => {
  const { createTranslator } = await import('next-intl')
  const messages = { fr: await import('@/messages/fr'), en: await import('@/messages/en') }
  return {
    getTranslations: async ({ locale, namespace }: { locale: 'fr' | 'en'; namespace: 'preferences' }) =>
      createTranslator({ locale, messages: messages[locale], namespace }),
  }
})

const agent =
  'Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) \u0007AppleWebKit/605.1.15 Version/19.1 Safari/604.1 ' + 'x'.repeat(400)
const own = { origin: 'null', 'sec-fetch-site': 'same-origin', 'user-agent': agent, 'x-forwarded-for': '198.51.100.7' }
let shops: TestShops
let useCase: UseCase
let id: string
let token: string
let made = 0
beforeAll(async () => void (shops = await openTestShops()))
afterAll(() => shops.close())
beforeEach(async () => {
  made += 1
  // An address of his own, so that no test uses up another's turns.
  own['x-forwarded-for'] = `198.51.100.${String(made)}`
  visitor.headers = new Headers({ 'x-forwarded-for': own['x-forwarded-for'] })
  useCase = shops.useCase(await shops.create({ name: 'Élégance' }))
  ;({ id } = await createCustomer(useCase, { firstName: 'Ana', phone: '06 39 98 12 34', email: 'ana@example.org' }))
  ;({ token } = await makePreferenceLink(useCase, id))
})

type Sent = { headers?: Record<string, string>; to?: string; body?: string }
const send = (choice: string | null, { headers = own, to = token, body = '' }: Sent = {}) =>
  POST(
    new Request(`http://coccinelle.test/p/${encodeURIComponent(to)}/save`, {
      method: 'POST',
      headers: { host: 'coccinelle.test', 'content-type': 'application/x-www-form-urlencoded', ...headers },
      body: choice === null ? body : new URLSearchParams({ choice }),
    }),
    { params: Promise.resolve({ token: to }) },
  )
const said = async (who = id) => (await useCase.store.currentConsents([who])).get(who) ?? {}
const link = async () =>
  (
    await shops.backDoor.query<{ used: boolean }>(
      `select "firstUsedAt" is not null as used from "PreferenceLink" where "tenantId" = $1 order by id limit 1`,
      [useCase.shop.id],
    )
  ).rows[0]
const change = (set: string) =>
  shops.backDoor.query(`update "PreferenceLink" set ${set} where "tenantId" = $1`, [useCase.shop.id])

describe('who has the link', () => {
  it('says yes, and it is in the ledger with what he was asked, and not with his network address', async () => {
    const answer = await send('sms:yes')
    expect([answer.status, answer.headers.get('location'), answer.headers.get('cache-control')]).toEqual([
      303,
      `/p/${token}?saved=sms#sms`,
      'private, no-store',
    ])
    const [entry, ...others] = await useCase.store.consents(id)
    expect(others).toEqual([])
    expect(entry).toMatchObject({ channel: 'sms', state: 'granted', source: 'preference_page', actor: 'customer' })
    const proof = (entry?.proof ?? '').replaceAll('\u00a0', ' ')
    expect(proof).toMatch(
      /^« Recevoir les nouvelles de Élégance \? Par SMS \(06 39 •• •• 34\) Oui » · lien [0-9a-f-]{36} · 20\d\d-[\d-]+T[\d:.]+Z · Safari 19, iPhone$/,
    )
    const everything = await shops.backDoor.query<{ text: string }>(
      `select (to_jsonb(e)::text || coalesce((select string_agg(to_jsonb(a)::text, '') from "AuditEvent" a where a."tenantId" = $1), '')
         || coalesce((select string_agg(to_jsonb(t)::text, '') from "CustomerActivity" t where t."tenantId" = $1), '')) as text
       from "ConsentEntry" e where e."tenantId" = $1`,
      [useCase.shop.id],
    )
    expect(everything.rows[0]?.text).not.toContain('198.51.100')
    expect(everything.rows[0]?.text).toContain('"actorKind": "customer"')
    expect(await link()).toEqual({ used: true })
  })

  it('changes his mind, says the same twice, and no to all', async () => {
    for (const choice of ['sms:yes', 'sms:yes', 'sms:no', 'email:yes']) await send(choice)
    expect(await said()).toEqual({ sms: false, email: true })
    expect(await useCase.store.consents(id)).toHaveLength(3)
    expect((await send('none')).headers.get('location')).toBe(`/p/${token}?saved=all#all`)
    expect(await said()).toEqual({ sms: false, email: false, whatsapp: false, phone: false })
  })

  it('is read to in his own language', async () => {
    const eve = await createCustomer(useCase, { firstName: 'Eve', phone: '06 39 98 12 35', language: 'en' })
    const { token: hers } = await makePreferenceLink(useCase, eve.id)
    expect(await openPreferenceLink(hers)).toMatchObject({ locale: 'en' })
    await send('sms:no', { to: hers })
    expect((await useCase.store.consents(eve.id))[0]?.proof).toContain('Receive news from Élégance? By SMS')
  })

  it('sees where he is reached, masked, and learns nothing else', async () => {
    await send('email:no')
    const open = await openPreferenceLink(token)
    const choices = open === null ? [] : await channelChoices(open)
    expect(choices.map(({ channel, address, granted }) => [channel, address.replaceAll('\u00a0', ' '), granted])).toEqual([
      ['sms', '06 39 •• •• 34', null],
      ['whatsapp', '06 39 •• •• 34', null],
      ['email', 'a•••@example.org', false],
      ['phone', '06 39 •• •• 34', null],
    ])
  })

  it('changes nothing by looking', async () => {
    for (let go = 0; go < 3; go++) {
      const visit = await visitPreferencePage(token)
      if (visit !== null && visit !== 'busy') await channelChoices(visit)
    }
    expect(await link()).toEqual({ used: false })
    expect(await said()).toEqual({})
  })

  it('stays who he is through merges and their kept customer, and ends with an archived one', async () => {
    const kept = await createCustomer(useCase, { firstName: 'Ana', lastName: 'M', email: 'am@example.org' })
    const last = await createCustomer(useCase, { firstName: 'Anna' })
    await mergeCustomers(useCase, kept.id, id)
    await mergeCustomers(useCase, last.id, kept.id)
    expect(await openPreferenceLink(token)).toMatchObject({ customerId: last.id })
    await send('sms:yes')
    expect(await said(last.id)).toEqual({ sms: true })
    await deleteCustomer(useCase, last.id)
    expect(await openPreferenceLink(token)).toBeNull()
    expect((await send('none')).headers.get('location')).toBe(`/p/${token}`)
    expect(await said(last.id)).toEqual({ sms: true })
  })
})

describe('nothing at all', () => {
  it.each(['revoked', 'over', 'archived', 'forged', 'of another secret', 'hostile'])(
    'comes of a link that is %s',
    async (what) => {
      let to = token
      if (what === 'revoked') await change('"revokedAt" = now()')
      if (what === 'over') await change(`"expiresAt" = now() - interval '1 second'`)
      if (what === 'archived') await deleteCustomer(useCase, id)
      if (what === 'forged') to = `${token.startsWith('A') ? 'B' : 'A'}${token.slice(1)}`
      if (what === 'of another secret') await change(`"tokenHash" = 'other'`)
      if (what === 'hostile') to = `' or true --\u0000/../../dashboard`
      expect(await openPreferenceLink(to)).toBeNull()
      expect(await visitPreferencePage(to)).toBeNull()
      const answer = await send('sms:yes', { to })
      expect([answer.status, answer.headers.get('location')]).toEqual([303, `/p/${encodeURIComponent(to)}`])
      expect(await said()).toEqual({})
    },
  )

  it.each(['', 'sms', 'sms:maybe', 'fax:yes', 'sms:yes:no', 'none ', '__proto__:yes', 'username:yes'])(
    'comes of “%s”',
    async (choice) => {
      expect((await send(choice)).headers.get('location')).toBe(`/p/${token}`)
      expect(await said()).toEqual({})
      expect(await link()).toEqual({ used: false })
    },
  )

  it('comes of a yes for a channel on which he is not reached', async () => {
    const mail = await createCustomer(useCase, { firstName: 'Bo', email: 'bo@example.org' })
    const { token: his } = await makePreferenceLink(useCase, mail.id)
    await send('sms:yes', { to: his })
    expect(await said(mail.id)).toEqual({})
  })

  it.each([
    ['another site', { origin: 'https://elsewhere.example', 'sec-fetch-site': 'cross-site' }],
    ['another site that says it is ours', { origin: 'https://elsewhere.example', 'sec-fetch-site': 'same-origin' }],
    ['a hidden page of another site', { origin: 'null', 'sec-fetch-site': 'cross-site' }],
    ['a neighbour', { origin: 'null', 'sec-fetch-site': 'same-site' }],
    ['nobody', {}],
  ])('comes from %s', async (_name, headers) => {
    expect((await send('sms:yes', { headers })).status).toBe(403)
    expect(await said()).toEqual({})
  })

  it('comes of more than a form of ours holds', async () => {
    expect((await send(null, { body: `choice=none&x=${'x'.repeat(2_000)}` })).status).toBe(413)
    expect(await said()).toEqual({})
  })
})

it('our own page is believed with its origin, and where there is no https', async () => {
  await send('sms:yes', { headers: { origin: 'http://coccinelle.test' } })
  await send('email:yes', { headers: { origin: 'null' } })
  expect(await said()).toEqual({ sms: true, email: true })
})

it('asked too often it rests: a link, and an address', async () => {
  let last = ''
  for (let go = 0; go < 61; go++) last = (await send(go % 2 === 0 ? 'sms:yes' : 'sms:no')).headers.get('location') ?? ''
  expect(last).toBe(`/p/${token}?saved=wait#wait`)
  for (let go = 0; go < 300; go++) await visitPreferencePage(token)
  expect(await visitPreferencePage(token)).toBe('busy')
  visitor.headers = new Headers({ 'x-forwarded-for': '203.0.113.1' })
  expect(await visitPreferencePage(token)).not.toBe('busy')
})

it('a link of one shop is of no use in another, and each shop makes its own', async () => {
  const other = shops.useCase(await shops.create())
  await expect(makePreferenceLink(other, id)).rejects.toMatchObject({ code: 'not_found' })
  const { rows } = await shops.backDoor.query(`select distinct "tenantId" as id from "PreferenceLink" where "customerId" = $1`, [
    id,
  ])
  expect(rows).toEqual([{ id: useCase.shop.id }])
  const audits = await shops.backDoor.query(
    `select changes ->> 'link' is not null as told, "actorName" as by from "AuditEvent" where action = 'preferences.link' and "entityId" = $1`,
    [id],
  )
  expect(audits.rows).toEqual([{ told: true, by: 'Camille' }])
})
