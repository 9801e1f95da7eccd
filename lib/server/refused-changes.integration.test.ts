// What a linked system did not take: shown with whose it is and why, sent again when asked for or when the link is well, in one shop only.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { addNote } from '@/lib/customers/add-note'
import { deleteCustomer } from '@/lib/customers/delete-customer'
import { mergeCustomers } from '@/lib/customers/merge-customers'
import { updateCustomer } from '@/lib/customers/update-customer'
import { deleteConnection, renewConnection } from '@/lib/db/connection-repo'
import { listConnectionStates, recordOutcome } from '@/lib/db/connection-status-repo'
import { retryRefused } from '@/lib/db/outbox-queue'
import { CrmError, type CrmErrorDetails, type ErrorCode } from '@/lib/shared/errors'
import { type LinkedShop, openLinkedShop } from '@/lib/test/linked-shop'
import { openTestShops, staff, type TestShops } from '@/lib/test/shops'
import { refusedChanges } from './refused-changes'

let shops: TestShops
let world: LinkedShop
beforeAll(async () => {
  shops = await openTestShops()
})
afterAll(() => shops.close())
beforeEach(async () => {
  world = await openLinkedShop(shops)
})

const refuse = (code: ErrorCode, details: CrmErrorDetails = {}, methods = ['updateCustomer', 'addNote']) => {
  world.trouble = ({ method }) => (methods.includes(method) ? { before: new CrmError(code, 'x', details) } : null)
}
const shown = () => refusedChanges(world.shop.id, world.connectionId)
const counts = async () => {
  const [state] = await listConnectionStates(world.shop.id)
  return { waiting: state?.waiting, held: state?.held, dead: state?.dead }
}
const audit = async () =>
  (
    await shops.backDoor.query<{ actorName: string; changes: object }>(
      `select "actorName", changes from "AuditEvent" where "tenantId" = $1 and action = 'connection.retry' and "entityId" = $2`,
      [world.shop.id, world.connectionId],
    )
  ).rows
const jobs = async () => (await world.jobs()).map(({ key }) => key)

describe('what is shown', () => {
  it('is one entry for each customer and reason, with how many of what, the latest first', async () => {
    const { customer } = await world.linkedCustomer({ firstName: 'Ana', phone: '0639980001', email: 'ana@example.org' })
    const { customer: nameless } = await world.linkedCustomer({ phone: '0639980002' })
    await updateCustomer(world.useCase, customer.id, { lastName: 'B' })
    for (const text of ['one', 'two']) await addNote(world.useCase, customer.id, text)
    refuse('invalid', { issues: [{ path: ['lastName'], reason: 'too_big_string' }] })
    await world.pushAll()
    await updateCustomer(world.useCase, nameless.id, { firstName: 'C' })
    refuse('conflict', { reason: 'duplicate_phone' })
    await world.pushAll()
    expect(await shown()).toMatchObject([
      {
        customer: { id: nameless.id, phone: '+33639980002' },
        kinds: [{ kind: 'customer', count: 1 }],
        reasons: ['duplicate_phone', 'conflict'],
      },
      {
        customer: { id: customer.id, firstName: 'Ana', lastName: 'B', email: 'ana@example.org' },
        kinds: [
          { kind: 'customer', count: 1 },
          { kind: 'note', count: 2 },
        ],
        reasons: ['too_big_string', 'invalid'],
        fields: ['lastName'],
        isHeld: false,
      },
    ])
    expect(await counts()).toEqual({ waiting: 0, held: 0, dead: 4 })
  })

  it('names whom somebody became part of, and gives no way to one who is gone', async () => {
    const { customer: kept } = await world.linkedCustomer({ firstName: 'Kept' })
    const { customer: lost } = await world.linkedCustomer({ firstName: 'Lost' })
    const { customer: gone } = await world.linkedCustomer({ firstName: 'Gone' })
    refuse('invalid', {}, ['addNote', 'deleteCustomer'])
    await addNote(world.useCase, lost.id, 'x')
    await world.pushAll()
    await deleteCustomer(world.useCase, gone.id)
    await world.pushAll()
    const { customer: between } = await world.linkedCustomer({ firstName: 'Between' })
    await mergeCustomers(world.useCase, between.id, lost.id)
    await mergeCustomers(world.useCase, kept.id, between.id)
    expect(await shown()).toMatchObject([
      { customer: { id: null, firstName: 'Gone' }, kinds: [{ kind: 'delete', count: 1 }] },
      { customer: { id: kept.id, firstName: 'Kept' }, kinds: [{ kind: 'note', count: 1 }] },
    ])
  })

  it('has what a link that is well refuses for now, and not what waits for the link', async () => {
    const { customer } = await world.linkedCustomer()
    await updateCustomer(world.useCase, customer.id, { lastName: 'B' })
    refuse('forbidden')
    await world.push(customer.id)
    expect(await shown()).toMatchObject([{ customer: { id: customer.id }, reasons: ['forbidden'], isHeld: true }])
    expect(await counts()).toEqual({ waiting: 1, held: 1, dead: 0 })
    await recordOutcome(world.shop.id, world.connectionId, new CrmError('auth_expired', 'x'))
    expect(await shown()).toEqual([])
    expect(await counts()).toEqual({ waiting: 1, held: 0, dead: 0 })
  })

  it('is nobody else’s', async () => {
    const { customer } = await world.linkedCustomer()
    refuse('invalid')
    await updateCustomer(world.useCase, customer.id, { lastName: 'B' })
    await world.pushAll()
    const other = await openLinkedShop(shops)
    expect(await refusedChanges(other.shop.id, world.connectionId)).toEqual([])
    expect(await shown()).toHaveLength(1)
  })
})

describe('another go', () => {
  it('sends what was given up and what is held, and is written down with who asked', async () => {
    const { customer, externalId } = await world.linkedCustomer()
    const { customer: other } = await world.linkedCustomer({ firstName: 'Other' })
    refuse('invalid')
    await updateCustomer(world.useCase, customer.id, { lastName: 'B' })
    await addNote(world.useCase, customer.id, 'x')
    await world.pushAll()
    refuse('forbidden')
    await updateCustomer(world.useCase, other.id, { lastName: 'C' })
    await world.push(other.id)
    await shops.backDoor.query('delete from graphile_worker._private_jobs')
    expect(await retryRefused(world.shop, staff, world.connectionId)).toBe(3)
    expect((await jobs()).sort()).toEqual([customer.id, other.id].map((id) => `push-changes ${world.connectionId} ${id}`).sort())
    expect(await audit()).toEqual([{ actorName: staff.name, changes: { changes: 3 } }])
    expect(await shown()).toEqual([])
    world.trouble = () => null
    for (const { id } of [customer, other]) await world.push(id)
    expect(await world.remote.getCustomer(externalId)).toMatchObject({ lastName: 'B' })
    expect(await world.remote.getNotes(externalId)).toHaveLength(1)
    expect(await counts()).toEqual({ waiting: 0, held: 0, dead: 0 })
  })

  it('that is refused again comes back; asked for by ten at once it is one', async () => {
    const { customer } = await world.linkedCustomer()
    refuse('invalid')
    await updateCustomer(world.useCase, customer.id, { lastName: 'B' })
    await world.pushAll()
    const went = await Promise.all(Array.from({ length: 10 }, () => retryRefused(world.shop, staff, world.connectionId)))
    expect(went.reduce((sum, changes) => sum + changes, 0)).toBe(1)
    expect(await audit()).toHaveLength(1)
    await world.pushAll()
    expect(await shown()).toMatchObject([{ reasons: ['invalid'] }])
    expect(world.written('updateCustomer')).toHaveLength(4)
  })

  it('of a link that is another shop’s, unknown or taken away is refused alike, and moves nothing', async () => {
    const { customer } = await world.linkedCustomer()
    refuse('invalid')
    await updateCustomer(world.useCase, customer.id, { lastName: 'B' })
    await world.pushAll()
    const other = await openLinkedShop(shops)
    for (const [shop, id] of [
      [other.shop, world.connectionId],
      [world.shop, 'unknown'],
    ] as const)
      await expect(retryRefused(shop, staff, id)).rejects.toMatchObject({ code: 'not_found', reason: 'connection_not_found' })
    expect(await counts()).toMatchObject({ dead: 1 })
    await deleteConnection(world.shop, staff, world.connectionId)
    await expect(retryRefused(world.shop, staff, world.connectionId)).rejects.toMatchObject({ code: 'not_found' })
    expect((await world.outbox()).at(-1)).toMatchObject({ state: 'dead' })
  })
})

describe('what was held leaves at once', () => {
  const held = async (code: ErrorCode) => {
    const { customer } = await world.linkedCustomer()
    await updateCustomer(world.useCase, customer.id, { lastName: 'B' })
    refuse(code)
    expect((await world.push(customer.id)).outcomes).toEqual(['held'])
    await recordOutcome(world.shop.id, world.connectionId, new CrmError('auth_expired', 'x'))
    await shops.backDoor.query('delete from graphile_worker._private_jobs')
    world.trouble = () => null
    return customer
  }

  it('when the link is made anew, in that very transaction', async () => {
    const customer = await held('auth_expired')
    const renewed = { credentials: { accessToken: 'new' }, account: { accountId: 'a', accountLabel: null, scopes: [] } }
    await renewConnection(world.shop, staff, world.connectionId, renewed)
    expect(await jobs()).toEqual([`push-changes ${world.connectionId} ${customer.id}`])
    expect((await world.push(customer.id)).outcomes).toEqual(['sent'])
  })

  it('when a person’s test finds it well, and not when a late answer to an old token does', async () => {
    const customer = await held('auth_expired')
    await recordOutcome(world.shop.id, world.connectionId, 'ok', 'test')
    expect(await jobs()).toEqual([])
    expect((await world.push(customer.id)).outcomes).toEqual([])
    await recordOutcome(world.shop.id, world.connectionId, 'ok', 'person')
    expect(await jobs()).toHaveLength(1)
    expect((await world.push(customer.id)).outcomes).toEqual(['sent'])
  })

  it('when the link comes back by itself from a trouble, and only then', async () => {
    const { customer } = await world.linkedCustomer()
    await updateCustomer(world.useCase, customer.id, { lastName: 'B' })
    refuse('forbidden')
    await world.push(customer.id)
    await shops.backDoor.query('delete from graphile_worker._private_jobs')
    await recordOutcome(world.shop.id, world.connectionId, 'ok', 'test')
    expect(await jobs(), 'it was well').toEqual([])
    await recordOutcome(world.shop.id, world.connectionId, new CrmError('unavailable', 'x'), 'test')
    await recordOutcome(world.shop.id, world.connectionId, 'ok', 'test')
    expect(await jobs()).toHaveLength(1)
  })

  it('and not what another shop holds', async () => {
    const customer = await held('auth_expired')
    const other = await openLinkedShop(shops)
    const renewed = { credentials: { accessToken: 'new' } }
    await expect(renewConnection(other.shop, staff, world.connectionId, renewed)).rejects.toMatchObject({ code: 'not_found' })
    await recordOutcome(other.shop.id, world.connectionId, 'ok', 'person')
    expect(await jobs()).toEqual([])
    expect((await world.push(customer.id)).outcomes).toEqual([])
  })
})
