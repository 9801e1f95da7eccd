// Writing once whatever happens: lost answers, twins, duplicate rules, a merge that dies, hostile names.
import { expect, test, vi } from 'vitest'
import { CrmError } from '@/lib/shared/errors'
import type { SalesforceFake } from './__fixtures__/salesforce-fake'
import { systemFor, withFake } from './__fixtures__/salesforce-world'

vi.mock('@/lib/shared/log', () => ({ log: () => ({ debug: () => undefined }) }))

const refusal = (work: Promise<unknown>) =>
  work.then(
    () => null,
    (error: unknown) => (error instanceof CrmError ? error : null),
  )
const live = (fake: SalesforceFake, object: 'Contact' | 'Task' = 'Contact') =>
  fake.org.all(object).filter(({ deletedAt }) => deletedAt === null)

test('an answer lost after the work was done doubles nothing', () =>
  withFake(async (fake) => {
    const { system } = systemFor(fake, fake.org)
    const lose = () => (fake.state.dropAfter = 1)
    lose()
    const plain = await system.createCustomer({ firstName: 'Ana', phone: '0639980001' })
    lose()
    const keyed = await system.createCustomer({ firstName: 'Bea' }, { idempotencyKey: 'k' })
    lose()
    await system.addNote(plain.id, 'once')
    lose()
    await system.logInteraction(plain.id, 'message_received', 'sms', { message: 'Bonjour' }, { idempotencyKey: 'm' })
    lose()
    await system.updateCustomer(plain.id, { firstName: 'Anna' })
    lose()
    await system.addTags(plain.id, ['vip'])
    expect(live(fake)).toHaveLength(2)
    expect(live(fake, 'Task')).toHaveLength(2)
    lose()
    await system.mergeCustomers(plain.id, keyed.id)
    lose()
    await system.deleteCustomer(plain.id)
    expect(live(fake)).toHaveLength(0)
  }))

test('many lost answers in a row of work, one row each', () =>
  withFake(async (fake) => {
    const { system } = systemFor(fake, fake.org)
    const { id } = await system.createCustomer({ firstName: 'Ana' })
    for (let i = 0; i < 12; i++) {
      fake.state.dropAfter = i % 3
      await system.logInteraction(id, 'message_received', null, { message: `m${i}` }, { idempotencyKey: `m${i}` })
      fake.state.dropAfter = i % 2
      await system.createCustomer({ firstName: `N${i}` }, { idempotencyKey: `c${i}` })
    }
    expect(live(fake, 'Task')).toHaveLength(12)
    expect(live(fake)).toHaveLength(13)
  }))

test('two processes that meet the same number at once make one contact', () =>
  withFake(async (fake) => {
    for (let round = 0; round < 10; round++) {
      const input = { firstName: 'Twin', phone: `06399810${String(round).padStart(2, '0')}` }
      const outcomes = await Promise.all(
        [systemFor(fake, fake.org), systemFor(fake, fake.org)].map(({ system }) =>
          system.createCustomer(input).then(
            (one) => one.id,
            (error: unknown) => (error instanceof CrmError && error.code === 'conflict' ? error.params.existingId : error),
          ),
        ),
      )
      expect(new Set(outcomes).size).toBe(1)
      expect(live(fake)).toHaveLength(round + 1)
    }
  }))

for (const key of ['duplicateResut', 'duplicateResult'] as const)
  test(`duplicate rules (${key}): the same person is a conflict, a likeness is saved when the rule lets us`, () =>
    withFake(async (fake) => {
      const { system } = systemFor(fake, fake.org)
      const rule = {
        key,
        matches: (given: Readonly<Record<string, unknown>>, row: { values: Record<string, unknown> }) =>
          given.LastName === row.values.LastName,
      }
      const first = await system.createCustomer({ firstName: 'Ana', lastName: 'Martin', phone: '0639980002' })
      fake.org.duplicateRule = { ...rule, kind: 'alert' }
      const second = await system.createCustomer({ firstName: 'Bea', lastName: 'Martin', phone: '0639980003' })
      expect(second.id).not.toBe(first.id)
      const same = await refusal(system.createCustomer({ firstName: 'A', lastName: 'Martin', phone: '0033639980002' }))
      expect(same).toMatchObject({ code: 'conflict', reason: 'duplicate_phone', params: { existingId: first.id } })
      expect((await system.updateCustomer(second.id, { firstName: 'Béa' })).firstName).toBe('Béa')
      fake.org.duplicateRule = { ...rule, kind: 'block' }
      const blocked = await refusal(system.createCustomer({ firstName: 'Cid', lastName: 'Martin', phone: '0639980004' }))
      expect(blocked).toMatchObject({ code: 'conflict', params: { existingId: first.id } })
      // Beside the contact's name nothing is a duplicate: a message still arrives.
      await system.logInteraction(first.id, 'message_received', 'sms', { message: 'Bonjour' })
      expect(live(fake)).toHaveLength(2)
    }))

test('a rule finds somebody that our look did not: written in another form and not in the index yet', () =>
  withFake(async (fake) => {
    const { system } = systemFor(fake, fake.org)
    fake.org.searchLag = 60_000
    const theirs = fake.org.create('Contact', { LastName: 'Martin', Phone: '(0) 6-39.98 00 05' })
    fake.org.duplicateRule = {
      kind: 'alert',
      key: 'duplicateResut',
      matches: (given, row) => given.LastName === row.values.LastName,
    }
    const same = await refusal(system.createCustomer({ lastName: 'Martin', phone: '0639980005' }))
    expect(same).toMatchObject({ code: 'conflict', reason: 'duplicate_phone', params: { existingId: theirs.id } })
    expect(live(fake)).toHaveLength(1)
  }))

test('our unique field that names a number its contact no longer has does not stand in the way', () =>
  withFake(async (fake) => {
    const { system } = systemFor(fake, fake.org)
    const first = await system.createCustomer({ firstName: 'Ana', phone: '0639980006' })
    const row = fake.org.rows.get(first.id)
    if (row !== undefined) fake.org.update(row, { Phone: '+33639980099' })
    const second = await system.createCustomer({ firstName: 'Bea', phone: '0639980006' })
    expect((await system.getCustomerByPhone('0639980006'))?.id).toBe(second.id)
    expect((await system.getCustomerByPhone('0639980099'))?.id).toBe(first.id)
  }))

test(
  'a merge that dies anywhere is taken up again, and nothing is lost',
  () =>
    withFake(async (fake) => {
      let isWhole = false
      for (let step = 0; !isWhole; step++) {
        const { system } = systemFor(fake, fake.org, { timeout: 500 })
        const kept = await system.createCustomer({ firstName: 'Marie', metadata: { a: 1 } })
        const gone = await system.createCustomer({
          lastName: 'Dupont',
          phone: `06399820${String(step).padStart(2, '0')}`,
          email: `m${step}@example.org`,
        })
        await system.addNote(gone.id, `note ${step}`)
        await system.updatePreferences(gone.id, { optIn: { sms: false } })
        // After so many requests the process is dead to Salesforce.
        fake.state.stopAfter = step
        isWhole = (await refusal(system.mergeCustomers(kept.id, gone.id))) === null
        expect(step).toBeLessThan(40)
        fake.state.stopAfter = null
        const again = systemFor(fake, fake.org).system
        if ((await again.getCustomer(gone.id)) !== null) await again.mergeCustomers(kept.id, gone.id)
        const after = await again.getCustomer(kept.id)
        expect(after, String(step)).toMatchObject({
          firstName: 'Marie',
          lastName: 'Dupont',
          phone: gone.phone,
          email: gone.email,
          metadata: { a: 1 },
        })
        expect((await again.getNotes(kept.id)).map(({ content }) => content)).toEqual([`note ${step}`])
        expect((await again.getPreferences(kept.id)).optIn.sms).toBe(false)
        expect((await again.getActivities(kept.id)).filter(({ type }) => type === 'customer_merged')).toHaveLength(1)
        expect(await again.getCustomer(gone.id)).toBeNull()
      }
    }),
  120_000,
)

test('a contact with more tasks than one look sees is merged without losing one', { timeout: 30_000 }, () =>
  withFake(async (fake) => {
    const { system } = systemFor(fake, fake.org, { timeout: 5_000 })
    const kept = await system.createCustomer({ firstName: 'Marie' })
    const gone = await system.createCustomer({ lastName: 'Dupont' })
    for (let at = 0; at < 2_150; at++) fake.org.create('Task', { WhoId: gone.id, Subject: `Task ${at}` })
    const { moved } = await system.mergeCustomers(kept.id, gone.id)
    expect(moved.activities).toBe(2_150)
    const own = live(fake, 'Task').filter(({ values }) => values.WhoId === kept.id)
    expect(own.filter(({ values }) => String(values.Subject).startsWith('Task '))).toHaveLength(2_150)
  }),
)

test('several records with one id of ours are a conflict; nothing is guessed', () =>
  withFake(async (fake) => {
    const { system } = systemFor(fake, fake.org)
    const { id } = await system.createCustomer({ firstName: 'Ana' })
    await system.addNote(id, 'first')
    const several = JSON.stringify(live(fake, 'Task').map((row) => `/services/data/v66.0/sobjects/Task/${row.id}`))
    await system.getNotes(id)
    const spoilt = fake.failOn('PATCH', /\/Task\//, { answer: 300, body: several })
    expect(await refusal(system.addNote(id, 'second'))).toMatchObject({ code: 'conflict', params: { code: 'SEVERAL' } })
    expect(spoilt.end()).toBe(1)
    expect(live(fake, 'Task')).toHaveLength(1)
  }))

test('long texts are cut between characters, never inside one', () =>
  withFake(async (fake) => {
    const { system } = systemFor(fake, fake.org)
    const { id } = await system.createCustomer({ firstName: 'Ana' })
    for (const shift of ['', 'a']) {
      const text = `${shift}${'👗'.repeat(9_000)}`
      const note = await system.addNote(id, text)
      expect(note.content).toBe(text)
      expect(String(fake.org.rows.get(note.id)?.values.Subject)).toMatch(/^a?(👗)+…$/u)
      const activity = await system.logInteraction(id, 'message_received', 'sms', { message: text })
      expect(activity.description).not.toMatch(/\p{Cs}/u)
      expect((await system.getActivities(id)).every(({ description }) => !/\p{Cs}/u.test(description))).toBe(true)
    }
    fake.org.fields.Task.delete('Coccinelle_Data__c')
    const bare = systemFor(fake, fake.org).system
    for (const shift of ['', 'a']) {
      const message = `${shift}${'👗'.repeat(16_500)}`
      expect((await bare.logInteraction(id, 'message_received', 'sms', { message })).type).toBe('message_received')
    }
  }))

const names = [
  "O'Brien \\' OR Id != null --",
  '%',
  '_',
  '100%_sûr\\',
  "'; DELETE FROM Contact --",
  'x'.repeat(119),
  '👗'.repeat(59),
  `${'a'.repeat(79)}👗fin`,
  '} RETURNING User(Id)',
  'AND OR NOT',
  '<b>&amp;</b>',
  'نص عربي',
  '李 小龍',
]
test('hostile, long and emoji names are stored and found as they are', () =>
  withFake(async (fake) => {
    const { system } = systemFor(fake, fake.org)
    for (const [at, name] of names.entries()) {
      const made = await system.createCustomer({
        firstName: name,
        lastName: name,
        phone: `06399830${String(at).padStart(2, '0')}`,
      })
      const want = { firstName: name, lastName: name }
      expect(made, name).toMatchObject(want)
      expect(await system.getCustomer(made.id), name).toMatchObject(want)
      const found = await system.searchCustomers({ query: name.slice(0, 200) })
      expect(
        found.map(({ id }) => id),
        name,
      ).toContain(made.id)
      expect(
        found.every((one) => JSON.stringify(one).includes(name.slice(0, 1)) || one.id === made.id),
        name,
      ).toBe(true)
      await system.updateCustomer(made.id, { email: `n${at}@example.org` })
      expect(await system.getCustomer(made.id), name).toMatchObject(want)
    }
    const whole = await system.createCustomer({ firstName: 'f'.repeat(100), lastName: 'l'.repeat(100) })
    expect(await system.getCustomer(whole.id)).toMatchObject({ firstName: 'f'.repeat(100), lastName: 'l'.repeat(100) })
    // A name that somebody changed in Salesforce is theirs from then on.
    const row = fake.org.rows.get(whole.id)
    if (row !== undefined) fake.org.update(row, { LastName: 'Court' })
    expect(await system.getCustomer(whole.id)).toMatchObject({ lastName: 'Court' })
  }))

test('two hundred a call: each row has its own result, and the same keys make the same contacts', () =>
  withFake(async (fake) => {
    const { system } = systemFor(fake, fake.org)
    const rows = Array.from({ length: 450 }, (_, at) => ({
      key: `row-${at}`,
      input: { firstName: `N${at}`, phone: `+3363998${String(4000 + at)}` },
    }))
    const bad = { key: 'bad', input: { firstName: 'B', phone: 'no number' } }
    const taken = { key: 'taken', input: { firstName: 'T', phone: rows[0]?.input.phone ?? '' } }
    const before = fake.state.requests
    const results = await system.batchUpsert([...rows, bad, taken])
    expect(fake.state.requests - before).toBeLessThanOrEqual(5)
    expect(results.map(({ key }) => key)).toEqual([...rows.map(({ key }) => key), 'bad', 'taken'])
    expect(results.filter((result) => 'id' in result && result.created)).toHaveLength(450)
    expect(results.at(-2)).toMatchObject({ error: { code: 'invalid' } })
    expect(results.at(-1)).toMatchObject({ error: { code: 'conflict' } })
    fake.state.dropAfter = 1
    const again = await system.batchUpsert(rows)
    expect(again.every((result) => 'id' in result && !result.created)).toBe(true)
    expect(live(fake)).toHaveLength(450)
  }))
