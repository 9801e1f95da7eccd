// Several phones and e-mails on one record, a family's number on several, and whose it is when it is refused.
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { openTestShops, type TestShops } from '@/lib/test/shops'
import { newPhone } from '@/lib/test/random-person'
import { createCustomer } from './create-customer'
import { addCustomerHandle, makeHandlePrimary, removeCustomerHandle, shareHandle } from './edit-handles'
import type { Shop, UseCase } from './use-case'

let shops: TestShops
let shop: Shop
let useCase: UseCase
beforeAll(async () => void (shops = await openTestShops()))
beforeEach(async () => {
  shop = await shops.create()
  useCase = shops.useCase(shop)
})
afterAll(() => shops.close())

const get = async (id: string) => (await useCase.store.get(id))!
const handleOf = async (id: string, value: string) => (await get(id)).handles.find((handle) => handle.value === value)!
const audited = async (id: string) =>
  (
    await shops.backDoor.query<{ action: string }>(
      `select action from "AuditEvent" where "tenantId" = $1 and "entityId" = $2 order by id`,
      [shop.id, id],
    )
  ).rows.map(({ action }) => action)

describe('on one record', () => {
  test('a second number stays beside the first; either can be the main one, and the other takes over when it goes', async () => {
    const [first, second] = [newPhone(), newPhone()]
    const { id } = await createCustomer(useCase, { firstName: 'Zoé', phone: first })
    await addCustomerHandle(useCase, id, { kind: 'phone', value: second })
    await addCustomerHandle(useCase, id, { kind: 'email', value: 'ZOE@example.org' })
    expect(await get(id)).toMatchObject({ phone: first, email: 'zoe@example.org' })
    await makeHandlePrimary(useCase, id, (await handleOf(id, second)).id)
    expect((await get(id)).phone).toBe(second)
    expect((await get(id)).handles.filter(({ kind, isPrimary }) => kind === 'phone' && isPrimary)).toHaveLength(1)
    await removeCustomerHandle(useCase, id, (await handleOf(id, second)).id)
    expect((await get(id)).phone).toBe(first)
    await removeCustomerHandle(useCase, id, (await handleOf(id, first)).id)
    expect((await get(id)).phone).toBeNull()
    expect(await audited(id)).toEqual([
      'customer.create',
      'handle.add',
      'handle.add',
      'handle.primary',
      'handle.remove',
      'handle.remove',
    ])
  })

  test('the same again changes nothing; what is none is refused at its field', async () => {
    const phone = newPhone()
    const { id } = await createCustomer(useCase, { phone })
    await addCustomerHandle(useCase, id, { kind: 'phone', value: phone })
    expect((await get(id)).handles).toHaveLength(1)
    await expect(addCustomerHandle(useCase, id, { kind: 'phone', value: 'abc' })).rejects.toMatchObject({
      issues: [{ path: ['value'], reason: 'phone' }],
    })
    await expect(addCustomerHandle(useCase, id, { kind: 'email', value: 'abc' })).rejects.toMatchObject({
      issues: [{ path: ['value'], reason: 'email' }],
    })
  })
})

describe('of somebody else', () => {
  test('is refused with whose it is', async () => {
    const phone = newPhone()
    const owner = await createCustomer(useCase, { firstName: 'Paul', lastName: 'Martin', phone })
    const nameless = await createCustomer(useCase, { email: 'x@example.org' })
    const { id } = await createCustomer(useCase, { firstName: 'Zoé' })
    await expect(addCustomerHandle(useCase, id, { kind: 'phone', value: phone })).rejects.toMatchObject({
      code: 'conflict',
      reason: 'phone_of_other',
      params: { existingId: owner.id, name: 'Paul Martin', named: 'yes' },
    })
    await expect(addCustomerHandle(useCase, id, { kind: 'email', value: 'x@example.org' })).rejects.toMatchObject({
      reason: 'email_of_other',
      params: { existingId: nameless.id, named: 'no' },
    })
    expect((await get(id)).handles).toEqual([])
  })

  test('can be shared: it is then a family’s number on both, also for the next one; and nobody’s alone while others have it', async () => {
    const phone = newPhone()
    const paul = await createCustomer(useCase, { firstName: 'Paul', phone })
    const anne = await createCustomer(useCase, { firstName: 'Anne' })
    await addCustomerHandle(useCase, anne.id, { kind: 'phone', value: phone, shared: true })
    for (const { id } of [paul, anne]) expect(await handleOf(id, phone)).toMatchObject({ shared: true, isPrimary: true })
    expect(await audited(paul.id)).toContain('handle.share')
    const child = await createCustomer(useCase, { firstName: 'Lou', phone })
    expect(await handleOf(child.id, phone)).toMatchObject({ shared: true })
    await expect(shareHandle(useCase, anne.id, (await handleOf(anne.id, phone)).id, false)).rejects.toMatchObject({
      reason: 'phone_of_other',
    })
    for (const { id } of [paul, child]) await removeCustomerHandle(useCase, id, (await handleOf(id, phone)).id)
    await shareHandle(useCase, anne.id, (await handleOf(anne.id, phone)).id, false)
    expect(await handleOf(anne.id, phone)).toMatchObject({ shared: false })
  })

  test('two who add one number at once: one has it, the other learns whose it is', async () => {
    const phone = newPhone()
    const people = await Promise.all(['A', 'B'].map((firstName) => createCustomer(useCase, { firstName })))
    const outcomes = await Promise.allSettled(
      people.map(({ id }) => addCustomerHandle(useCase, id, { kind: 'phone', value: phone })),
    )
    expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
    expect(outcomes.find((one) => one.status === 'rejected')?.reason).toMatchObject({ reason: 'phone_of_other' })
  })

  test('another shop’s customer or handle is none', async () => {
    const elsewhere = shops.useCase(await shops.create())
    const theirs = await createCustomer(elsewhere, { firstName: 'Zoé', phone: newPhone() })
    const mine = await createCustomer(useCase, { firstName: 'Zoé', phone: newPhone() })
    const handle = theirs.handles[0]!
    for (const [id, handleId, reason] of [
      [theirs.id, handle.id, 'customer_not_found'],
      [mine.id, handle.id, 'handle_not_found'],
    ] as const) {
      await expect(makeHandlePrimary(useCase, id, handleId)).rejects.toMatchObject({ code: 'not_found', reason })
      await expect(removeCustomerHandle(useCase, id, handleId)).rejects.toMatchObject({ code: 'not_found', reason })
      await expect(shareHandle(useCase, id, handleId, true)).rejects.toMatchObject({ code: 'not_found', reason })
    }
    await expect(addCustomerHandle(useCase, theirs.id, { kind: 'phone', value: newPhone() })).rejects.toMatchObject({
      code: 'not_found',
    })
    await addCustomerHandle(useCase, mine.id, { kind: 'phone', value: handle.value, shared: true })
    expect((await elsewhere.store.get(theirs.id))?.handles[0]?.shared).toBe(false)
  })
})
