// Two people on one record: nothing is overwritten unseen, and nobody is bothered about what they did not touch.
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { openTestShops, type TestShops } from '@/lib/test/shops'
import { createCustomer } from './create-customer'
import type { Customer } from './customer'
import { editCustomer } from './edit-customer'
import { setSegment } from './set-segment'
import { addTags } from './tag-customer'
import { updateCustomer } from './update-customer'
import type { UseCase } from './use-case'

let shops: TestShops
let camille: UseCase
let noe: UseCase
let seen: Customer
beforeAll(async () => void (shops = await openTestShops()))
beforeEach(async () => {
  const shop = await shops.create()
  camille = shops.useCase(shop)
  noe = shops.useCase(shop, { actor: { kind: 'user', id: 'user-2', name: 'Noé' } })
  seen = await createCustomer(camille, { firstName: 'Hélène', lastName: 'Petit', phone: '06 39 98 12 34' })
})
afterAll(() => shops.close())

describe('editCustomer', () => {
  test('saves when nobody else was there', async () => {
    const outcome = await editCustomer(camille, {
      id: seen.id,
      version: seen.version,
      base: { firstName: 'Hélène' },
      mine: { firstName: 'Helena' },
    })
    expect(outcome).toEqual({ status: 'saved', version: seen.version + 1 })
    expect(await camille.store.get(seen.id)).toMatchObject({ firstName: 'Helena', lastName: 'Petit' })
  })

  test('saves over a change of something else', async () => {
    await addTags(noe, seen.id, ['fidèle'])
    await updateCustomer(noe, seen.id, { segment: 'vip' })
    const outcome = await editCustomer(camille, {
      id: seen.id,
      version: seen.version,
      base: { lastName: 'Petit' },
      mine: { lastName: 'Durand' },
    })
    expect(outcome.status).toBe('saved')
    expect(await camille.store.get(seen.id)).toMatchObject({ lastName: 'Durand', segment: 'vip', tags: ['fidèle'] })
  })

  test('shows the other value and who wrote it, and changes nothing', async () => {
    await updateCustomer(noe, seen.id, { lastName: 'Grand' })
    const edit = { id: seen.id, version: seen.version, base: { lastName: 'Petit' }, mine: { lastName: 'Durand' } }
    const outcome = await editCustomer(camille, edit)
    expect(outcome).toEqual({
      status: 'conflict',
      version: seen.version + 1,
      theirs: { lastName: 'Grand' },
      by: { lastName: 'Noé' },
    })
    expect(await camille.store.get(seen.id)).toMatchObject({ lastName: 'Grand' })
    // "Garder la mienne" is the same edit, seen from their value.
    if (outcome.status !== 'conflict') throw new Error('expected a conflict')
    await editCustomer(camille, { ...edit, version: outcome.version, base: outcome.theirs })
    expect(await camille.store.get(seen.id)).toMatchObject({ lastName: 'Durand' })
  })

  test('two who want the same thing do not disagree', async () => {
    await updateCustomer(noe, seen.id, { phone: '06 39 98 99 99' })
    const outcome = await editCustomer(camille, {
      id: seen.id,
      version: seen.version,
      base: { phone: '+33639981234' },
      mine: { phone: '06.39.98.99.99' },
    })
    expect(outcome.status).toBe('saved')
  })

  test('a field shown beside the changed one stays as the other left it', async () => {
    await updateCustomer(noe, seen.id, { firstName: 'Helena' })
    const names = { firstName: 'Hélène', lastName: 'Petit' }
    const outcome = await editCustomer(camille, {
      id: seen.id,
      version: seen.version,
      base: names,
      mine: { ...names, lastName: 'Durand' },
    })
    expect(outcome.status).toBe('saved')
    expect(await camille.store.get(seen.id)).toMatchObject({ firstName: 'Helena', lastName: 'Durand' })
  })

  test('names whom each field is from, and only fields that both changed', async () => {
    const lou = shops.useCase(camille.shop, { actor: { kind: 'user', id: 'user-3', name: 'Lou' } })
    await updateCustomer(noe, seen.id, { firstName: 'Helena' })
    await updateCustomer(lou, seen.id, { lastName: 'Grand', phone: null })
    await setSegment(noe, seen.id, 'vip')
    await updateCustomer(noe, seen.id, { email: 'helena@example.org' })
    const base = { firstName: 'Hélène', lastName: 'Petit', segment: null, language: seen.language }
    const mine = { firstName: 'Hella', lastName: 'Klein', segment: 'active', language: 'en' }
    const edit = { id: seen.id, version: seen.version, base, mine }
    const outcome = await editCustomer(camille, edit)
    expect(outcome).toEqual({
      status: 'conflict',
      version: expect.any(Number),
      theirs: { firstName: 'Helena', lastName: 'Grand', segment: 'vip' },
      by: { firstName: 'Noé', lastName: 'Lou', segment: 'Noé' },
    })
    if (outcome.status !== 'conflict') throw new Error('expected a conflict')
    // One of theirs, two of mine, and what nobody else touched.
    const { firstName: _theirs, ...kept } = mine
    await editCustomer(camille, { ...edit, version: outcome.version, base: { ...base, ...outcome.theirs }, mine: kept })
    expect(await camille.store.get(seen.id)).toMatchObject({
      firstName: 'Helena',
      lastName: 'Klein',
      segment: 'active',
      language: 'en',
      phone: null,
    })
  })

  test('clears a field, and refuses what is no phone', async () => {
    await editCustomer(camille, { id: seen.id, version: seen.version, base: { phone: '+33639981234' }, mine: { phone: null } })
    expect((await camille.store.get(seen.id))?.phone).toBeNull()
    await expect(
      editCustomer(camille, { id: seen.id, version: seen.version + 1, base: { phone: null }, mine: { phone: 'abc' } }),
    ).rejects.toMatchObject({
      code: 'invalid',
      issues: [{ path: ['phone'], reason: 'phone' }],
    })
  })

  test('another shop’s customer is not there', async () => {
    const stranger = shops.useCase(await shops.create())
    await expect(editCustomer(stranger, { id: seen.id, version: 1, base: {}, mine: { firstName: 'x' } })).rejects.toMatchObject({
      code: 'not_found',
    })
  })
})
