// Orgs as they are: fields that miss, are read only or restricted; an index that lags; limits, locks and maintenance.
import { expect, test, vi } from 'vitest'
import { CrmError } from '@/lib/shared/errors'
import { tagPicklist } from './__fixtures__/fake-fields'
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

test(
  'one missing or read-only field is reported and skipped; the others are written',
  () =>
    withFake(async (fake) => {
      for (const { name, unique } of ownContactFields) {
        const org = fake.addOrg()
        const { system } = systemFor(fake, org)
        const field = org.fields.Contact.get(name)
        if (field === undefined) throw new Error(name)
        const states: ['absent' | 'read_only', () => void][] = [
          ['read_only', () => org.fields.Contact.set(name, { ...field, createable: false, updateable: false })],
          ['absent', () => org.fields.Contact.delete(name)],
        ]
        for (const [why, apply] of states) {
          // Taken away while the description is still remembered: refused once, described again, written without it.
          apply()
          const made = await system.createCustomer({
            firstName: `${why} ${name}`.slice(0, 40),
            tags: ['été'],
            segment: 'vip',
            preferredChannel: 'sms',
            metadata: { a: 1 },
          })
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
        expect(unique === undefined || unique).toBe(true)
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

test('tags in a multi-select list: the list’s spelling wins, what a restricted one lacks is left out', () =>
  withFake(async (fake) => {
    fake.org.fields.Contact.set('Coccinelle_Tags__c', tagPicklist(['VIP', 'Été'], true))
    const { system } = systemFor(fake, fake.org)
    const made = await system.createCustomer({ firstName: 'Ana', tags: ['vip', 'ete', 'inconnu'] })
    expect(made.tags).toEqual(['Été', 'VIP'])
    expect(fake.org.rows.get(made.id)?.values.Coccinelle_Tags__c).toBe('Été;VIP')
    expect((await system.searchCustomers({ tags: ['été', 'Vip'] })).map(({ id }) => id)).toEqual([made.id])
    const open = fake.addOrg()
    open.fields.Contact.set('Coccinelle_Tags__c', tagPicklist([], false))
    const free = systemFor(fake, open).system
    const other = await free.createCustomer({ firstName: 'Bea', tags: ['premier-contact', 'a;b'] })
    expect(other.tags).toEqual(['a,b', 'premier-contact'])
    expect((await free.searchCustomers({ tags: ['Premier-Contact'] })).map(({ id }) => id)).toEqual([other.id])
  }))

test('the index lags: people are found by number and address all the same, and never made twice', () =>
  withFake(async (fake) => {
    fake.org.searchLag = 3_600_000
    const { system } = systemFor(fake, fake.org)
    const made = await system.createCustomer({
      firstName: 'Ana',
      lastName: 'Martin',
      phone: '0639980020',
      email: 'a@example.org',
    })
    const other = systemFor(fake, fake.org).system
    expect((await other.getCustomerByPhone('06 39 98 00 20'))?.id).toBe(made.id)
    expect((await other.searchCustomers('mart')).map(({ id }) => id)).toEqual([made.id])
    expect(await refusal(other.createCustomer({ phone: '0639980020' }))).toMatchObject({ reason: 'duplicate_phone' })
    expect(await refusal(other.createCustomer({ email: 'A@example.org' }))).toMatchObject({ reason: 'duplicate_email' })
    const typed = fake.org.create('Contact', { LastName: 'Typed', MobilePhone: '06 39 98 00 21' })
    expect((await other.getCustomerByPhone('+33639980021'))?.id).toBe(typed.id)
  }))

test('candidates are compared: another country’s number with the same digits is another person', () =>
  withFake(async (fake) => {
    const { system } = systemFor(fake, fake.org)
    fake.org.create('Contact', { LastName: 'Belge', Phone: '+32 639 98 00 22' })
    expect(await system.getCustomerByPhone('+33 6 39 98 00 22')).toBeNull()
    const odd = fake.org.create('Contact', { LastName: 'Odd', Phone: '(0)6-39-98.00.23' })
    expect((await system.getCustomerByPhone('+33639980023'))?.id).toBe(odd.id)
  }))

test('what Salesforce says itself is read: opt-outs, ticked boxes, totals, a task of somebody’s', () =>
  withFake(async (fake) => {
    const { system } = systemFor(fake, fake.org)
    const row = fake.org.create('Contact', {
      LastName: 'Martin',
      Email_Opt_In__c: true,
      HasOptedOutOfEmail: true,
      DoNotCall: true,
      SMS_Opt_In__c: true,
      Total_Orders__c: 4,
      Total_Revenue__c: 129.9,
    })
    expect((await system.getPreferences(row.id)).optIn).toEqual({ email: false, sms: true, whatsapp: null, phone: false })
    expect(await system.getCustomer(row.id)).toMatchObject({
      totalOrders: 4,
      totalSpent: { amount: 12_990, currency: 'EUR' },
      averageOrderValue: { amount: 3_248, currency: 'EUR' },
    })
    await system.updatePreferences(row.id, { optIn: { sms: false } })
    expect(row.values.SMS_Opt_In__c).toBe(false)
    fake.org.update(row, { SMS_Opt_In__c: true })
    expect((await system.getPreferences(row.id)).consents.find(({ channel }) => channel === 'sms')).toMatchObject({
      state: 'granted',
      source: 'salesforce',
    })
    fake.org.create('Task', { WhoId: row.id, Subject: 'Appel', Status: 'Completed', TaskSubtype: 'Call' })
    expect((await system.getActivities(row.id))[0]).toMatchObject({ type: 'call', description: 'Appel', metadata: {} })
    expect(await system.getNotes(row.id)).toEqual([])
    expect(await system.readFields(row.id, ['LastName', 'Total_Orders__c', 'Nope__c'])).toEqual({
      LastName: 'Martin',
      Total_Orders__c: '4',
      Nope__c: null,
    })
    expect(await system.readFields('003000000000000', ['LastName'])).toBeNull()
    expect((await system.listFields()).find(({ name }) => name === 'Preferred_Channel__c')).toMatchObject({
      type: 'choice',
      writable: true,
      choices: [{ value: 'email' }, { value: 'sms' }, { value: 'whatsapp' }, { value: 'phone' }],
    })
  }))

test('a name stands in where Salesforce wants one, and goes with the number', () =>
  withFake(async (fake) => {
    const { system } = systemFor(fake, fake.org)
    const made = await system.createCustomer({ phone: '0639980030' })
    expect(made.lastName).toBeNull()
    const name = () => fake.org.rows.get(made.id)?.values.LastName
    expect(name()).toBe('+33639980030')
    await system.updateCustomer(made.id, { phone: '0639980031' })
    expect(name()).toBe('+33639980031')
    await system.updateCustomer(made.id, { phone: null, email: 'a@example.org' })
    expect(name()).toBe('a@example.org')
    expect(await system.updateCustomer(made.id, { firstName: 'Ana', email: null })).toMatchObject({
      firstName: 'Ana',
      lastName: null,
    })
    expect(name()).toBe('-')
    expect(await system.updateCustomer(made.id, { lastName: 'Ng' })).toMatchObject({ lastName: 'Ng' })
    // A dash that somebody typed there stays when something else is changed.
    const theirs = fake.org.create('Contact', { LastName: '-', Phone: '06 39 98 00 32' })
    expect(await system.updateCustomer(theirs.id, { firstName: 'Léa' })).toMatchObject({ lastName: null, phone: '+33639980032' })
    expect(theirs.values).toMatchObject({ LastName: '-', Phone: '06 39 98 00 32', FirstName: 'Léa' })
  }))
