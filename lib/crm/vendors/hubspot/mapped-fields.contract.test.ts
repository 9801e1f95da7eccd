// The shop's own mapping: what its fields take is written as they spell it; what they do not take fails nothing else.
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { newPhone } from '../../contract/in-world'
import { addProperty, closeHubspots, openHubspot } from './__fixtures__/hubspot-world'

const warned: unknown[] = []
vi.mock('@/lib/shared/log', () => ({
  log: () => ({ debug: () => undefined, info: () => undefined, warn: (line: unknown) => warned.push(line) }),
}))
beforeEach(() => void warned.splice(0))
afterEach(closeHubspots)

/** An account with properties of all kinds, as a shop may have made them. */
async function open(customFieldMapping: Record<string, string>) {
  const world = await openHubspot({}, { customFieldMapping })
  const { portal } = world
  const enumeration = (fieldType: string) => ({ type: 'enumeration', fieldType }) as const
  addProperty(portal, 'shoe_size', { type: 'number', fieldType: 'number' })
  addProperty(portal, 'birthday', { type: 'date', fieldType: 'date' })
  addProperty(portal, 'first_visit', { type: 'datetime', fieldType: 'date' })
  addProperty(portal, 'is_member', { type: 'bool', fieldType: 'booleancheckbox' })
  addProperty(portal, 'colour', {
    ...enumeration('select'),
    choices: [
      ['BLUE', 'Bleu'],
      ['RED', 'Rouge'],
    ],
  })
  addProperty(portal, 'contact_by', {
    ...enumeration('radio'),
    choices: [
      ['E-mail', 'E-mail'],
      ['SMS', 'Texto'],
    ],
  })
  addProperty(portal, 'sms_allowed', {
    ...enumeration('select'),
    choices: [
      ['y', 'Oui'],
      ['n', 'Non'],
    ],
  })
  addProperty(portal, 'sms_wanted', { ...enumeration('select'), choices: [['y', 'Oui']] })
  addProperty(portal, 'shop_tags', {
    ...enumeration('checkbox'),
    choices: [
      ['T1', 'VIP'],
      ['T2', 'Été'],
    ],
  })
  addProperty(portal, 'fixed_tags', { ...enumeration('checkbox'), fixedOptions: true, choices: [['T1', 'VIP']] })
  addProperty(portal, 'score', { type: 'number', fieldType: 'number', readOnly: true })
  await world.crm.prepare()
  return { ...world, stored: (id: string) => portal.records.get(id)?.properties ?? {} }
}
const left = () => warned.flatMap((line) => (line as { left: unknown }).left)

test('is written and read; its schema is live', async () => {
  const { crm, stored } = await open({ 'metadata.company': 'company' })
  const made = await crm.createCustomer({ firstName: 'Ana', metadata: { company: 'Chez Ana', size: 38 } })
  expect(stored(made.id).company).toBe('Chez Ana')
  expect(made.metadata).toEqual({ company: 'Chez Ana', size: 38 })
  const fields = new Map((await crm.listFields()).map((field) => [field.name, field]))
  expect(fields.get('coccinelle_tags')).toMatchObject({ type: 'choices', writable: true })
  expect(fields.get('createdate')).toMatchObject({ type: 'date', writable: false })
  expect((await crm.listStages()).map(({ value }) => value)).toContain('evangelist')
  expect(await crm.missingFields()).toEqual([])
  expect(await crm.readFields(made.id, ['firstname', 'company'])).toEqual({ firstname: 'Ana', company: 'Chez Ana' })
})

describe('as their fields take it', () => {
  test('numbers, days, moments, yes or no and choices of metadata; numbers and yes or no come back as such', async () => {
    const { crm, stored } = await open({
      'metadata.size': 'shoe_size',
      'metadata.birthday': 'birthday',
      'metadata.visit': 'first_visit',
      'metadata.member': 'is_member',
      'metadata.colour': 'colour',
    })
    const metadata = {
      size: 38.5,
      birthday: '1990-05-04T22:00:00.000Z',
      visit: '2026-02-03',
      member: true,
      colour: 'bleu',
      other: 1,
    }
    const made = await crm.createCustomer({ firstName: 'Ana', metadata })
    const { shoe_size, birthday, first_visit, is_member, colour, coccinelle_metadata } = stored(made.id)
    expect([shoe_size, birthday, first_visit, is_member, colour, coccinelle_metadata]).toEqual([
      '38.5',
      '1990-05-04',
      '2026-02-03T00:00:00.000Z',
      'true',
      'BLUE',
      '{"other":1}',
    ])
    expect(made.metadata).toMatchObject({ size: 38.5, member: true, other: 1 })
    expect((await crm.updateCustomer(made.id, { metadata: { size: null, member: false } })).metadata).toMatchObject({
      member: false,
    })
    expect(stored(made.id).shoe_size).toBe('')
    expect(left()).toEqual([])
  })

  test('a number of more digits than ours hold comes back as the text it is', async () => {
    const { crm, portal } = await open({ 'metadata.size': 'shoe_size' })
    const { id } = portal.create('contacts', { firstname: 'Ana', shoe_size: '9007199254740993' })
    expect((await crm.getCustomer(id))?.metadata).toEqual({ size: '9007199254740993' })
  })

  test('a channel by its label; an agreement by what a choice means', async () => {
    const { crm, stored } = await open({ preferredChannel: 'contact_by', 'optIn.sms': 'sms_allowed', 'optIn.email': 'is_member' })
    const { id, preferredChannel } = await crm.createCustomer({ firstName: 'Ana', preferredChannel: 'sms' })
    expect([preferredChannel, stored(id).contact_by]).toEqual(['sms', 'SMS'])
    for (const sms of [true, false, true]) {
      expect((await crm.updatePreferences(id, { optIn: { sms, email: !sms } })).optIn).toMatchObject({ sms, email: !sms })
      expect([stored(id).sms_allowed, stored(id).is_member]).toEqual([sms ? 'y' : 'n', String(!sms)])
    }
  })

  test('tags in the shop’s own choices, by their labels, with new ones made', async () => {
    const { crm, stored, portal } = await open({ tags: 'shop_tags' })
    const { id, tags } = await crm.createCustomer({ firstName: 'Ana', tags: ['vip', 'ete', 'Fidèle'] })
    expect([tags, stored(id).shop_tags]).toEqual([['Été', 'Fidèle', 'VIP'], 'T1;T2;fidele'])
    expect((await crm.searchCustomers({ tags: ['VIP', 'été'] })).map((one) => one.id)).toEqual([id])
    expect((await crm.removeTags(id, ['VIP'])).tags).toEqual(['Été', 'Fidèle'])
    // A choice that somebody took away in HubSpot while we believed in it.
    const known = portal.definitions.contacts.get('shop_tags')
    if (known !== undefined) portal.definitions.contacts.set('shop_tags', { ...known, options: known.options.slice(0, 2) })
    expect((await crm.createCustomer({ firstName: 'Bea', tags: ['Fidèle'] })).tags).toEqual(['Fidèle'])
  })

  test('tags in a text, and in choices that nobody may add to', async () => {
    const text = await open({ tags: 'company' })
    const ana = await text.crm.createCustomer({ firstName: 'Ana', tags: ['vip ; gold', 'Été'] })
    expect([ana.tags, text.stored(ana.id).company]).toEqual([['Été', 'vip , gold'], 'vip , gold;Été'])
    expect((await text.crm.searchCustomers({ tags: ['été'] })).map(({ id }) => id)).toEqual([ana.id])
    expect((await text.crm.addTags(ana.id, ['ETE', 'x'])).tags).toEqual(['Été', 'vip , gold', 'x'])
    const fixed = await open({ tags: 'fixed_tags' })
    expect((await fixed.crm.createCustomer({ firstName: 'Bea', lastName: 'B', tags: ['vip', 'new'] })).tags).toEqual(['VIP'])
  })
})

describe('what they do not take', () => {
  test('is left out and named in the log, never shown; the rest is written and the answer is true', async () => {
    const { crm, stored } = await open({
      'metadata.size': 'shoe_size',
      'metadata.colour': 'colour',
      'metadata.score': 'score',
      'metadata.gone': 'not_there',
      'metadata.birthday': 'birthday',
      preferredChannel: 'contact_by',
      language: 'not_there_either',
    })
    const made = await crm.createCustomer({ firstName: 'Ana', metadata: { colour: 'BLUE', own: 'x' } })
    warned.splice(0)
    const after = await crm.updateCustomer(made.id, {
      lastName: 'Martin',
      preferredChannel: 'whatsapp',
      language: 'en',
      metadata: { size: 'très petit', colour: 'vert', score: 5, gone: 'y', birthday: 'hier', own: 'z' },
    })
    expect(after).toMatchObject({ lastName: 'Martin', preferredChannel: null, metadata: { colour: 'BLUE', own: 'z' } })
    expect(Object.keys(after.metadata).sort()).toEqual(['colour', 'own'])
    expect(stored(made.id)).toMatchObject({ lastname: 'Martin', colour: 'BLUE' })
    expect(left()).toEqual(
      expect.arrayContaining([
        { field: 'metadata.size', fault: 'wrong_type' },
        { field: 'metadata.colour', fault: 'wrong_type' },
        { field: 'metadata.score', fault: 'read_only' },
        { field: 'metadata.gone', fault: 'absent' },
        { field: 'metadata.birthday', fault: 'wrong_type' },
        { field: 'preferredChannel', fault: 'wrong_type' },
        { field: 'language', fault: 'absent' },
      ]),
    )
    expect(JSON.stringify(warned)).not.toMatch(/petit|vert|hier|Martin/)
    expect(await crm.missingFields()).toEqual([
      { name: 'score', why: 'read_only' },
      { name: 'not_there', why: 'absent' },
      { name: 'not_there_either', why: 'absent' },
    ])
  })

  test('is left out of a batch and of a merge as well', async () => {
    const { crm, stored } = await open({ 'metadata.size': 'shoe_size', 'metadata.gone': 'not_there' })
    const rows = ['a', 'b'].map((key) => ({ key, input: { firstName: key, metadata: { size: 'L', gone: 1, own: key } } }))
    const [a, b] = (await crm.batchUpsert(rows)).map((row) => ('id' in row ? row.id : ''))
    expect([stored(a ?? '').coccinelle_metadata, stored(b ?? '').coccinelle_metadata]).toEqual(['{"own":"a"}', '{"own":"b"}'])
    expect((await crm.mergeCustomers(a ?? '', b ?? '')).customer.metadata).toEqual({ own: 'a' })
  })

  test('a field that is taken away while we believe in it costs one more go', async () => {
    const { crm, portal, stored } = await open({ 'metadata.size': 'shoe_size' })
    const { id } = await crm.createCustomer({ firstName: 'Ana', metadata: { size: 38 } })
    portal.definitions.contacts.delete('shoe_size')
    await crm.updateCustomer(id, { lastName: 'Martin', metadata: { size: 39, own: 'x' } })
    expect(stored(id)).toMatchObject({ lastname: 'Martin', coccinelle_metadata: '{"own":"x"}' })
    expect(left()).toEqual([{ field: 'metadata.size', fault: 'absent' }])
  })

  test('a stage that the account does not have any more: the exact segment stays with us', async () => {
    const { crm, portal, stored } = await open({})
    const stages = portal.definitions.contacts.get('lifecyclestage')
    if (stages === undefined) throw new Error('no stages')
    portal.definitions.contacts.set('lifecyclestage', {
      ...stages,
      options: stages.options.filter(({ value }) => value !== 'customer'),
    })
    const made = await crm.createCustomer({ firstName: 'Ana', segment: 'vip' })
    expect([made.segment, stored(made.id).lifecyclestage ?? '']).toEqual(['vip', ''])
    expect((await crm.setSegment(made.id, 'prospect')).segment).toBe('prospect')
    expect(stored(made.id).lifecyclestage).toBe('lead')
    expect((await crm.setSegment(made.id, 'active')).lastName).toBeNull()
    expect(stored(made.id)).toMatchObject({ lifecyclestage: 'lead', coccinelle_segment: 'active' })
  })

  test('a refusal that a field cannot say empties it: it never goes on saying the agreement', async () => {
    const { crm, portal, stored } = await open({ 'optIn.sms': 'sms_wanted' })
    const { id } = await crm.createCustomer({ firstName: 'Ana' })
    expect((await crm.updatePreferences(id, { optIn: { sms: true } })).optIn.sms).toBe(true)
    expect(stored(id).sms_wanted).toBe('y')
    expect((await crm.updatePreferences(id, { optIn: { sms: false } })).optIn.sms).toBe(false)
    expect(stored(id).sms_wanted).toBe('')
    const known = portal.definitions.contacts.get('sms_wanted')
    if (known !== undefined) portal.definitions.contacts.set('sms_wanted', { ...known, readOnly: true })
    const later = await openedAgain(crm, id)
    expect(later).toMatchObject({ sms: false })
  })
})

/** Without what was believed of the schema: as five minutes later. */
async function openedAgain(crm: Awaited<ReturnType<typeof open>>['crm'], id: string) {
  const later = Date.now() + 6 * 60_000
  const clock = vi.spyOn(Date, 'now').mockImplementation(() => later)
  try {
    await expect(crm.updatePreferences(id, { optIn: { sms: true } })).rejects.toMatchObject({
      code: 'invalid',
      issues: [{ path: ['optIn.sms'], reason: 'mapping_read_only' }],
    })
    return (await crm.getPreferences(id)).optIn
  } finally {
    clock.mockRestore()
  }
}

test('e-mail and segment in fields of the shop’s own: written there, found there, and HubSpot’s are left alone', async () => {
  const { crm, stored } = await open({ email: 'company', segment: 'loyalty' })
  const made = await crm.createCustomer({ firstName: 'Ana', email: 'Ana@Example.org', segment: 'vip' })
  expect(made).toMatchObject({ email: 'ana@example.org', segment: 'vip' })
  const { email, company, loyalty, lifecyclestage } = stored(made.id)
  expect([email ?? '', company, loyalty, lifecyclestage ?? '']).toEqual(['', 'ana@example.org', 'vip', ''])
  expect((await crm.getCustomerByEmail('ANA@example.org'))?.id).toBe(made.id)
  expect((await crm.searchCustomers({ segment: 'vip' })).map(({ id }) => id)).toEqual([made.id])
  expect((await crm.setSegment(made.id, null)).segment).toBeNull()
})

test('names and e-mail kept elsewhere: HubSpot, which wants one of its own, is given something that is read as nothing', async () => {
  const { crm, stored } = await open({ email: 'company' })
  const byEmail = await crm.createCustomer({ email: 'ana@example.org' })
  expect(byEmail).toMatchObject({ firstName: null, lastName: null, email: 'ana@example.org' })
  expect(stored(byEmail.id).lastname).toBe('ana@example.org')
  const named = await crm.updateCustomer(byEmail.id, { lastName: 'Martin' })
  expect([named.lastName, stored(byEmail.id).lastname]).toEqual(['Martin', 'Martin'])
  const all = await open({ firstName: 'company', lastName: 'loyalty', email: 'colour' })
  const phone = newPhone()
  const made = await all.crm.createCustomer({ firstName: 'Ana', lastName: 'Martin', phone })
  expect(made).toMatchObject({ firstName: 'Ana', lastName: 'Martin', phone })
  expect(all.stored(made.id)).toMatchObject({ company: 'Ana', loyalty: 'Martin', lastname: phone })
})
