// Making, finding, listing and changing customers (points 1 to 8 and 14).
import { expect } from 'vitest'
import type { Capabilities } from '@/lib/customers/customer-system'
import { failure, inWorld, type MakeWorld, newEmail, newPhone, unknownId } from './in-world'

export function recordCases(make: MakeWorld, capabilities: Capabilities): void {
  inWorld(make, 'create, then get: every field round-trips', async ({ system, backDoor }) => {
    const phone = newPhone()
    const made = await system.createCustomer({
      firstName: 'Élodie 👗',
      lastName: 'L’Œuvré-Đặng',
      phone: phone.replace('+33', '0'),
      email: 'Élodie.Test+Boutique@Example.ORG',
      preferredChannel: 'whatsapp',
      language: 'fr-CA',
      ...(capabilities.segments ? { segment: 'vip' } : {}),
      ...(capabilities.tags ? { tags: ['Premier-Contact', 'été'] } : {}),
      metadata: { size: 38, since: new Date('2026-01-02T03:04:05.678Z'), nested: { list: [1, null, 'ø'] } },
    })
    expect(made).toMatchObject({
      firstName: 'Élodie 👗',
      lastName: 'L’Œuvré-Đặng',
      phone,
      email: 'élodie.test+boutique@example.org',
      preferredChannel: 'whatsapp',
      language: 'fr-CA',
      metadata: { size: 38, since: '2026-01-02T03:04:05.678Z', nested: { list: [1, null, 'ø'] } },
    })
    expect(await system.getCustomer(made.id)).toEqual(made)
    expect(await backDoor.read(made.id)).toMatchObject({
      firstName: 'Élodie 👗',
      lastName: 'L’Œuvré-Đặng',
      phone,
      email: 'élodie.test+boutique@example.org',
      preferredChannel: 'whatsapp',
      segment: capabilities.segments ? 'vip' : null,
      tags: capabilities.tags ? ['été', 'Premier-Contact'] : [],
      deleted: false,
    })
  })

  inWorld(make, 'a one-word name and nothing else is enough; nothing at all is not', async ({ system, backDoor }) => {
    const made = await system.createCustomer({ lastName: 'Ng' })
    expect(made).toMatchObject({
      firstName: null,
      lastName: 'Ng',
      phone: null,
      email: null,
      preferredChannel: null,
      segment: null,
      totalSpent: null,
      averageOrderValue: null,
    })
    expect(await backDoor.read(made.id)).toMatchObject({ firstName: null, lastName: 'Ng', phone: null, email: null })
    const error = await failure('invalid', system.createCustomer({ firstName: ' ', email: '' }))
    expect(error.issues[0]?.reason).toBe('identity_missing')
    expect(await backDoor.countLive()).toBe(1)
  })

  inWorld(make, 'refused input names the field and leaves nothing behind', async ({ system, backDoor }) => {
    const before = await backDoor.countLive()
    const phone = await failure('invalid', system.createCustomer({ firstName: 'A', phone: '12' }))
    expect(phone.issues).toMatchObject([{ path: ['phone'] }])
    const email = await failure('invalid', system.createCustomer({ firstName: 'A', email: 'not an address' }))
    expect(email.issues).toMatchObject([{ path: ['email'] }])
    const long = await failure('invalid', system.createCustomer({ firstName: 'x'.repeat(500) }))
    expect(long.issues).toMatchObject([{ path: ['firstName'] }])
    expect(await backDoor.countLive()).toBe(before)
  })

  inWorld(make, 'what is not there is null or empty; a write to it is not_found', async ({ system }) => {
    expect(await system.getCustomer(unknownId)).toBeNull()
    expect(await system.getCustomer('')).toBeNull()
    expect(await system.getCustomerByEmail('nobody@example.org')).toBeNull()
    expect(await system.getCustomerByEmail('no address')).toBeNull()
    expect(await system.getCustomerByPhone(newPhone())).toBeNull()
    expect(await system.getCustomerByPhone('no number')).toBeNull()
    expect(await system.searchCustomers('zzyzzyx')).toEqual([])
    expect(await system.listCustomers()).toEqual({ data: [], nextCursor: null })
    await failure('not_found', system.updateCustomer(unknownId, { firstName: 'A' }))
  })

  inWorld(make, 'trouble behind the adapter throws: it never looks like an absence', async ({ system, backDoor }) => {
    const { id, phone } = await system.createCustomer({ firstName: 'Ada', phone: newPhone() })
    await backDoor.breakDown()
    await failure('unavailable', system.getCustomer(id))
    await failure('unavailable', system.getCustomerByPhone(phone ?? ''))
    await failure('unavailable', system.searchCustomers('Ada'))
    await failure('unavailable', system.listCustomers())
    await failure('unavailable', system.createCustomer({ firstName: 'Bob' }))
    expect((await system.testConnection()).ok).toBe(false)
  })

  inWorld(make, 'a list is walked in pages: no loss, no repeat, the same order twice', async ({ system }) => {
    const made: string[] = []
    for (let i = 0; i < 23; i++) made.push((await system.createCustomer({ firstName: `N${i}` })).id)
    const walk = async (onPage?: (page: number) => Promise<unknown>) => {
      const ids: string[] = []
      let cursor: string | null = null
      let pages = 0
      do {
        const page: Awaited<ReturnType<typeof system.listCustomers>> = await system.listCustomers(cursor, 7)
        expect(page.data.length).toBeLessThanOrEqual(7)
        ids.push(...page.data.map((customer) => customer.id))
        cursor = page.nextCursor
        pages += 1
        await onPage?.(pages)
      } while (cursor !== null)
      expect(pages).toBe(4)
      return ids
    }
    const first = await walk()
    expect([...first].sort()).toEqual([...made].sort())
    const second = await walk(async (page) => page === 1 && system.updateCustomer(made[3] ?? '', { firstName: 'Changed' }))
    expect(second).toEqual(first)
    const last = await system.listCustomers(null, 23)
    expect(last.nextCursor).toBeNull()
    for (const bad of ['x', 'bm90IGpzb24', 'eyJhIjoxfQ'])
      expect((await failure('invalid', system.listCustomers(bad))).issues).toMatchObject([{ path: ['cursor'] }])
    expect((await failure('invalid', system.listCustomers(null, 0))).issues).toMatchObject([{ path: ['limit'] }])
  })

  inWorld(make, 'a patch touches the given fields only; null clears; foreign fields survive', async ({ system, backDoor }) => {
    const phone = newPhone()
    const { id, version } = await system.createCustomer({
      firstName: 'Ana',
      lastName: 'Ng',
      phone,
      email: newEmail(),
      metadata: { a: 1, b: { c: 2 } },
    })
    await backDoor.setForeignField(id, 'loyalty', 'gold')
    const after = await system.updateCustomer(id, { lastName: null, email: null, metadata: { a: null, d: 'new' } })
    expect(after).toMatchObject({ firstName: 'Ana', lastName: null, phone, email: null })
    expect(after.metadata).toEqual({ b: { c: 2 }, d: 'new', loyalty: 'gold' })
    expect(after.version).toBeGreaterThan(version)
    const kept = await backDoor.read(id)
    expect(kept).toMatchObject({ firstName: 'Ana', lastName: null, phone, email: null })
    expect(kept?.metadata).toMatchObject({ b: { c: 2 }, d: 'new', loyalty: 'gold' })
    expect((await failure('invalid', system.updateCustomer(id, { phone: 'nonsense' }))).issues).toMatchObject([
      { path: ['phone'] },
    ])
    expect(await system.getCustomer(id)).toEqual(after)
  })

  inWorld(make, 'a new phone replaces the old one, which becomes free', async ({ system }) => {
    const [old, next] = [newPhone(), newPhone()]
    const { id } = await system.createCustomer({ firstName: 'Ana', phone: old })
    await system.updateCustomer(id, { phone: next })
    expect((await system.getCustomerByPhone(next))?.id).toBe(id)
    expect(await system.getCustomerByPhone(old)).toBeNull()
    const other = await system.createCustomer({ firstName: 'Bea', phone: old })
    expect((await system.getCustomerByPhone(old))?.id).toBe(other.id)
  })

  if (capabilities.optimisticConcurrency)
    inWorld(make, 'a stale version is a conflict and changes nothing', async ({ system, backDoor }) => {
      const { id, version } = await system.createCustomer({ firstName: 'Ana' })
      const current = await system.updateCustomer(id, { firstName: 'Anna' }, { expectedVersion: version })
      const error = await failure('conflict', system.updateCustomer(id, { firstName: 'Late' }, { expectedVersion: version }))
      expect(error.reason).toBe('stale_version')
      expect(error.params.currentVersion).toBe(current.version)
      expect(await backDoor.read(id)).toMatchObject({ firstName: 'Anna' })
    })

  inWorld(make, 'the same idempotency key gives one customer, one after the other and at once', async ({ system, backDoor }) => {
    const input = { firstName: 'Once', phone: newPhone() }
    const first = await system.createCustomer(input, { idempotencyKey: 'k-1' })
    expect((await system.createCustomer(input, { idempotencyKey: 'k-1' })).id).toBe(first.id)
    const twin = { firstName: 'Twin' }
    const twins = await Promise.all(Array.from({ length: 8 }, () => system.createCustomer(twin, { idempotencyKey: 'k-2' })))
    expect(new Set(twins.map((customer) => customer.id)).size).toBe(1)
    expect(await backDoor.countLive()).toBe(2)
    const error = await failure('conflict', system.createCustomer({ firstName: 'Other' }, { idempotencyKey: 'k-1' }))
    expect(error).toMatchObject({ reason: 'idempotency_key_reused', params: { existingId: first.id } })
    expect(await backDoor.countLive()).toBe(2)
  })

  inWorld(
    make,
    'a taken phone or e-mail is a conflict that names the owner, and leaks nothing else',
    async ({ system, backDoor }) => {
      const [phone, email] = [newPhone(), newEmail()]
      const owner = await system.createCustomer({ firstName: 'Owner', phone, email })
      const other = await system.createCustomer({ firstName: 'Other' })
      const attempts: [string, () => Promise<unknown>][] = [
        ['duplicate_phone', () => system.createCustomer({ firstName: 'Secretia', phone: phone.replace('+33', '0033') })],
        ['duplicate_email', () => system.createCustomer({ firstName: 'Secretia', email: email.toUpperCase() })],
        ['duplicate_phone', () => system.updateCustomer(other.id, { phone })],
        ['duplicate_email', () => system.updateCustomer(other.id, { email })],
      ]
      for (const [reason, attempt] of attempts) {
        const error = await failure('conflict', attempt())
        expect(error.reason).toBe(reason)
        expect(error.params.existingId).toBe(owner.id)
        const said = `${error.message} ${JSON.stringify(error.params)} ${error.stack ?? ''}`
        for (const secret of [phone, email, 'Secretia']) expect(said).not.toContain(secret)
      }
      expect(await backDoor.countLive()).toBe(2)
      expect(await backDoor.read(other.id)).toMatchObject({ phone: null, email: null })
      expect((await system.updateCustomer(owner.id, { phone, email })).id).toBe(owner.id)
    },
  )

  inWorld(make, 'phone and e-mail are found in any usual form', async ({ system }) => {
    const made = await system.createCustomer({ firstName: 'Ana', phone: '06 39 98 41 42', email: 'Ana.Test@Example.org' })
    for (const form of [
      '+33639984142',
      '0033639984142',
      '06.39.98.41.42',
      '06 39 98 41 42',
      '(0) 639 98 41 42',
      ' +33 6 39 98 41 42 ',
    ])
      expect((await system.getCustomerByPhone(form))?.id, form).toBe(made.id)
    for (const form of ['ana.test@example.org', 'ANA.TEST@EXAMPLE.ORG', ' Ana.Test@example.org '])
      expect((await system.getCustomerByEmail(form))?.id, form).toBe(made.id)
  })

  inWorld(make, 'search: by name, by its beginnings, by phone, its end, e-mail; filters combine', async ({ system }) => {
    const ana = await system.createCustomer({
      firstName: 'Hélène',
      lastName: 'Martin',
      phone: '06 39 98 51 52',
      email: 'helene@example.org',
    })
    const bea = await system.createCustomer({ firstName: 'Béatrice', lastName: 'Martinez', phone: '06 39 98 61 62' })
    const found = async (query: Parameters<typeof system.searchCustomers>[0]) =>
      (await system.searchCustomers(query)).map((customer) => customer.id)
    for (const text of [
      'helene',
      'HÉLÈNE',
      'martin helene',
      'hel mar',
      '5152',
      '06 39 98 51',
      '+33639985152',
      'helene@example.org',
    ])
      expect((await found(text))[0], text).toBe(ana.id)
    expect((await found('martin')).sort()).toEqual([ana.id, bea.id].sort())
    expect(await found({ query: 'martin', phone: '0639986162' })).toEqual([bea.id])
    expect(await found({ email: 'HELENE@example.org' })).toEqual([ana.id])
    expect(await found({ email: 'helene@example.org', phone: '0639986162' })).toEqual([])
    expect(await found({ query: 'martin', limit: 1 })).toHaveLength(1)
    await failure('invalid', system.searchCustomers({ limit: 0 }))
  })
}
