// What a line says of agreements is what the ledger says now; and what the shop's customers have of their own.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { updatePreferences } from '@/lib/consent/update-preferences'
import { createCustomer } from '@/lib/customers/create-customer'
import type { CustomerListRequest } from '@/lib/customers/customer-store'
import type { UseCase } from '@/lib/customers/use-case'
import { openTestShops, type TestShops } from '@/lib/test/shops'

let shops: TestShops
let ours: UseCase
let theirs: UseCase

beforeAll(async () => {
  shops = await openTestShops()
  ours = shops.useCase(await shops.create())
  theirs = shops.useCase(await shops.create())
})
afterAll(() => shops.close())

const request: CustomerListRequest = { filter: {}, sort: 'name', direction: 'asc', cursor: null, limit: 50 }

test('the newest answer of each channel, only when asked for', async () => {
  const anna = await createCustomer(ours, { firstName: 'Anna' })
  await createCustomer(ours, { firstName: 'Bea' })
  await updatePreferences(ours, anna.id, { optIn: { sms: true, email: true }, source: 'in-store' })
  await updatePreferences(ours, anna.id, { optIn: { sms: false } })
  const { data } = await ours.store.list({ ...request, consents: true })
  expect(data.map(({ firstName, consents }) => [firstName, consents])).toEqual([
    ['Anna', { sms: 'denied', email: 'granted' }],
    ['Bea', {}],
  ])
  const plain = await ours.store.list(request)
  expect(plain.data.some((line) => 'consents' in line)).toBe(false)
})

test('the shop’s own information and languages, the most used first, and nothing of another shop', async () => {
  await createCustomer(ours, { firstName: 'Cleo', language: 'nl', metadata: { taille: '38', 'a "b" \\ c': 1 } })
  await createCustomer(ours, { firstName: 'Dora', metadata: { taille: '40' } })
  await createCustomer(theirs, { firstName: 'Eva', language: 'pl', metadata: { secret: 'x' } })
  expect(await ours.store.usedFields()).toEqual({ own: ['taille', 'a "b" \\ c'], languages: ['fr', 'nl'] })
  expect(await theirs.store.usedFields()).toEqual({ own: ['secret'], languages: ['pl'] })
})
