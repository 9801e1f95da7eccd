// The fields of an org as described: all, some or none of ours, taken away, shortened or retyped while we remember them.
import { expect, test, vi } from 'vitest'
import { CrmError } from '@/lib/shared/errors'
import { ownTextField } from './__fixtures__/fake-fields'
import type { FakeOrg } from './__fixtures__/fake-org'
import { systemFor, withFake } from './__fixtures__/salesforce-world'
import { ownContactFields, ownTaskFields } from './own-fields'

vi.mock('@/lib/shared/log', () => ({ log: () => ({ debug: () => undefined }) }))

const refusal = (work: Promise<unknown>) =>
  work.then(
    () => null,
    (error: unknown) => (error instanceof CrmError ? error : null),
  )
const people = (org: FakeOrg) => org.all('Contact').filter(({ deletedAt }) => deletedAt === null)
const tasks = (org: FakeOrg) => org.all('Task').filter(({ deletedAt }) => deletedAt === null)

function strip(org: FakeOrg): void {
  for (const { name } of ownContactFields) org.fields.Contact.delete(name)
  for (const { name } of ownTaskFields) org.fields.Task.delete(name)
}

test('an org with none of our fields: people are made, found, written to, and nothing is doubled', () =>
  withFake(async (fake) => {
    strip(fake.org)
    const { system } = systemFor(fake, fake.org)
    expect((await system.missingFields()).map(({ name }) => name).sort()).toEqual(
      [...ownContactFields.map(({ name }) => name), ...ownTaskFields.map(({ name }) => `Task.${name}`)].sort(),
    )
    expect(await system.prepare()).toEqual(await system.missingFields())
    const input = {
      firstName: 'Ana',
      lastName: 'Martin',
      phone: '06 39 98 00 10',
      email: 'Ana@example.org',
      tags: ['vip'],
      segment: 'vip',
      language: 'en',
      metadata: { a: 1 },
    }
    const made = await system.createCustomer(input, { idempotencyKey: 'k-1' })
    expect(made).toMatchObject({
      firstName: 'Ana',
      lastName: 'Martin',
      phone: '+33639980010',
      email: 'ana@example.org',
      tags: [],
      segment: null,
      language: 'fr',
      metadata: {},
    })
    expect((await system.createCustomer(input, { idempotencyKey: 'k-1' })).id).toBe(made.id)
    expect(await refusal(system.createCustomer({ ...input, firstName: 'Bea' }, { idempotencyKey: 'k-1' }))).toMatchObject({
      reason: 'idempotency_key_reused',
    })
    expect((await system.getCustomerByPhone('0639980010'))?.id).toBe(made.id)
    expect((await system.getCustomerByEmail('ANA@example.org'))?.id).toBe(made.id)
    expect((await system.searchCustomers('mart')).map(({ id }) => id)).toEqual([made.id])
    expect(await refusal(system.createCustomer({ firstName: 'B', phone: '0639980010' }))).toMatchObject({
      reason: 'duplicate_phone',
      params: { existingId: made.id },
    })

    // Answers that are lost: looked for before anything is sent again.
    fake.state.dropAfter = 1
    await system.createCustomer({ firstName: 'Bea', phone: '0639980011' })
    fake.state.dropAfter = 1
    await system.createCustomer({ firstName: 'Nameless' }, { idempotencyKey: 'k-2' })
    expect(people(fake.org)).toHaveLength(3)
    fake.state.dropAfter = 1
    const at = new Date('2026-03-04T05:06:07.000Z')
    const note = await system.addNote(made.id, 'Taille 38', 'Camille', { idempotencyKey: 'n', at })
    expect((await system.addNote(made.id, 'Taille 38', 'Camille', { idempotencyKey: 'n', at })).id).toBe(note.id)
    const twins = await Promise.all(
      Array.from({ length: 4 }, () =>
        system.logInteraction(made.id, 'message_received', 'sms', { message: 'Bonjour' }, { idempotencyKey: 'm' }),
      ),
    )
    expect(new Set(twins.map(({ id }) => id)).size).toBe(1)
    expect(tasks(fake.org)).toHaveLength(2)
    expect(await system.getNotes(made.id)).toMatchObject([{ content: 'Taille 38', createdBy: 'Camille', createdAt: at }])
    expect((await system.getActivities(made.id))[0]).toMatchObject({
      type: 'message_received',
      channel: 'sms',
      description: 'Bonjour',
      metadata: { message: 'Bonjour' },
    })

    // What has no place here is said, not skipped.
    expect(await refusal(system.addTags(made.id, ['vip']))).toMatchObject({ code: 'unsupported' })
    expect(await refusal(system.setSegment(made.id, 'vip'))).toMatchObject({ code: 'unsupported' })
    expect(await refusal(system.updatePreferences(made.id, { optIn: { sms: true } }))).toMatchObject({ code: 'unsupported' })
    // Salesforce's own opt-out can hold a refusal of e-mail.
    expect((await system.updatePreferences(made.id, { optIn: { email: false } })).optIn.email).toBe(false)
    const bea = await system.getCustomerByPhone('0639980011')
    expect((await system.mergeCustomers(made.id, bea?.id ?? '')).customer.handles.map(({ value }) => value)).toEqual([
      '+33639980010',
      '+33639980011',
      'ana@example.org',
    ])
    expect((await system.changesSince(null)).changes.filter(({ kind }) => kind === 'upsert')).toHaveLength(2)
  }))

test('an org with all of our fields misses nothing', () =>
  withFake(async (fake) => {
    expect(await systemFor(fake, fake.org).system.missingFields()).toEqual([])
  }))

test(
  'one field that misses, is read only or something else is reported and skipped; the others are written',
  () =>
    withFake(async (fake) => {
      for (const { name } of ownContactFields) {
        const org = fake.addOrg()
        const field = org.fields.Contact.get(name)
        if (field === undefined) throw new Error(name)
        const states: ['absent' | 'read_only' | 'wrong_type', () => void][] = [
          ['wrong_type', () => org.fields.Contact.set(name, { ...field, type: 'reference', length: 18, picklist: [] })],
          ['read_only', () => org.fields.Contact.set(name, { ...field, createable: false, updateable: false })],
          ['absent', () => org.fields.Contact.delete(name)],
        ]
        for (const [at, [why, apply]] of states.entries()) {
          const { system } = systemFor(fake, org)
          org.fields.Contact.set(name, field)
          await system.listCustomers()
          // While the description is still remembered: refused once, described again, written without it.
          apply()
          const made = await system.createCustomer({
            firstName: `${why} ${name}`.slice(0, 40),
            tags: ['été'],
            segment: 'vip',
            preferredChannel: 'sms',
            metadata: { a: 1 },
            language: 'en',
            phone: `063998505${at}`,
          })
          await system.updatePreferences(made.id, { optIn: { email: true } })
          expect(await system.missingFields(), name).toEqual([{ name, why }])
          expect(made, name).toMatchObject({
            segment: name === 'Customer_Segment__c' ? null : 'vip',
            tags: name === 'Coccinelle_Tags__c' ? [] : ['été'],
          })
          expect(made.preferredChannel, name).toBe(name === 'Preferred_Channel__c' ? null : 'sms')
          await system.logInteraction(made.id, 'message_received', 'sms', { message: 'x' })
          expect((await system.getCustomer(made.id))?.lastContactChannel, name).toBe(
            name === 'Coccinelle_Last_Contact__c' ? null : 'sms',
          )
        }
      }
    }),
  120_000,
)

test('the live description is read again when the org refuses a field of a query', () =>
  withFake(async (fake) => {
    const { system } = systemFor(fake, fake.org)
    const { id } = await system.createCustomer({ firstName: 'Ana', tags: ['vip'] })
    fake.org.fields.Contact.delete('Coccinelle_Tags__c')
    expect(await system.getCustomer(id)).toMatchObject({ tags: [] })
    expect((await system.listCustomers()).data).toHaveLength(1)
    expect((await system.changesSince(null)).changes).toHaveLength(1)
  }))

test('fields that an admin shortens or retypes while we remember them stop nothing, one by one and in batches', () =>
  withFake(async (fake) => {
    const { system } = systemFor(fake, fake.org)
    await system.createCustomer({ firstName: 'Before' })
    const channel = fake.org.fields.Contact.get('Preferred_Channel__c')!
    fake.org.fields.Contact.set(channel.name, { ...channel, picklist: ['email'] })
    expect((await system.createCustomer({ firstName: 'Bea', preferredChannel: 'sms' })).preferredChannel).toBeNull()
    fake.org.fields.Contact.set('Coccinelle_Id__c', { ...ownTextField('Coccinelle_Id__c', 20), externalId: true, unique: true })
    const made = await system.createCustomer({ firstName: 'Ana', phone: '0639980050' }, { idempotencyKey: 'k' })
    expect((await system.createCustomer({ firstName: 'Ana', phone: '0639980050' }, { idempotencyKey: 'k' })).id).toBe(made.id)
    expect(await system.missingFields()).toEqual([{ name: 'Coccinelle_Id__c', why: 'wrong_type' }])
    expect(await refusal(system.batchUpsert([{ key: 'a', input: { firstName: 'A' } }]))).toMatchObject({ code: 'unsupported' })
    expect(people(fake.org)).toHaveLength(3)

    const org = fake.addOrg()
    const batch = systemFor(fake, org).system
    const rows = Array.from({ length: 250 }, (_, at) => ({
      key: `k${at}`,
      input: { firstName: `N${at}`, segment: 'vip', tags: ['été'] },
    }))
    await batch.batchUpsert(rows.slice(0, 1))
    org.fields.Contact.delete('Customer_Segment__c')
    const results = await batch.batchUpsert(rows)
    expect(results.map((result) => ('id' in result ? result.key : result.error.code))).toEqual(rows.map(({ key }) => key))
    org.fields.Contact.delete('Coccinelle_Id__c')
    expect(await refusal(batch.batchUpsert(rows.slice(0, 1)))).toMatchObject({ code: 'unsupported' })
    expect((await batch.getCustomer('id' in results[9]! ? results[9].id : ''))?.tags).toEqual(['été'])
  }))

test('our field on tasks that goes while we remember it: notes are written all the same, once', () =>
  withFake(async (fake) => {
    const { system } = systemFor(fake, fake.org)
    const { id } = await system.createCustomer({ firstName: 'Ana' })
    await system.addNote(id, 'first', 'Camille', { idempotencyKey: 'a' })
    for (const { name } of ownTaskFields) {
      fake.org.fields.Task.delete(name)
      await system.addNote(id, `${name}, without a key`)
      const at = new Date('2026-03-04T05:06:07.000Z')
      const note = await system.addNote(id, name, 'Camille', { idempotencyKey: name, at })
      expect((await system.addNote(id, name, 'Camille', { idempotencyKey: name, at })).id).toBe(note.id)
    }
    expect(tasks(fake.org)).toHaveLength(1 + 2 * ownTaskFields.length)
  }))

test('short fields of an admin’s: what does not fit is left out, notes and people are kept', () =>
  withFake(async (fake) => {
    fake.org.fields.Contact.set('Coccinelle_Data__c', ownTextField('Coccinelle_Data__c', 60))
    fake.org.fields.Task.set('Coccinelle_Data__c', ownTextField('Coccinelle_Data__c', 60))
    const { system } = systemFor(fake, fake.org)
    const made = await system.createCustomer({ firstName: 'f'.repeat(100), phone: '0639980051' })
    expect(made).toMatchObject({ firstName: 'f'.repeat(40), phone: '+33639980051' })
    await system.addNote(made.id, 'Taille 38', 'Camille')
    expect(await system.getNotes(made.id)).toMatchObject([{ content: 'Taille 38', createdBy: 'Camille' }])
  }))

test('a mapped field of another type takes what it can hold', () =>
  withFake(async (fake) => {
    const like = (name: string, type: 'date' | 'datetime' | 'reference') =>
      fake.org.fields.Contact.set(name, { ...ownTextField(name, type === 'reference' ? 18 : 0), type })
    like('Birthday__c', 'date')
    like('Seen__c', 'datetime')
    like('Shop__c', 'reference')
    const customFieldMapping = { 'metadata.birthday': 'Birthday__c', 'metadata.seen': 'Seen__c', 'metadata.shop': 'Shop__c' }
    const { system } = systemFor(fake, fake.org, { customFieldMapping })
    const metadata = { birthday: '1990-05-17', seen: '2026-11-01T10:00:00.000Z', shop: 'Paris' }
    const { id } = await system.createCustomer({ firstName: 'Ana', metadata })
    expect(fake.org.rows.get(id)?.values).toMatchObject({ Birthday__c: '1990-05-17', Seen__c: '2026-11-01T10:00:00.000Z' })
    expect((await system.getCustomer(id))?.metadata).toMatchObject({ birthday: '1990-05-17' })
    expect((await system.getCustomer(id))?.metadata).not.toHaveProperty('shop')
    await system.updateCustomer(id, { metadata: { birthday: 'some day' } })
    expect(fake.org.rows.get(id)?.values.Birthday__c).toBe('1990-05-17')
  }))
