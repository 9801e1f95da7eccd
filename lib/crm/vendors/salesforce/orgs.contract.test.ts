// Orgs as they are: restricted lists, an index that lags, what people did in Salesforce itself.
import { expect, test, vi } from 'vitest'
import { CrmError } from '@/lib/shared/errors'
import { tagPicklist } from './__fixtures__/fake-fields'
import { systemFor, withFake } from './__fixtures__/salesforce-world'

vi.mock('@/lib/shared/log', () => ({ log: () => ({ debug: () => undefined }) }))

const refusal = (work: Promise<unknown>) =>
  work.then(
    () => null,
    (error: unknown) => (error instanceof CrmError ? error : null),
  )

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
