// Views among several people: who sees and changes what, two at once, order, taking away and back, and what lies in the row.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Shop } from '@/lib/customers/use-case'
import { readListFrame } from '@/lib/db/list-frame-repo'
import { writeViews } from '@/lib/db/view-repo'
import { openTestShops, type TestShops } from '@/lib/test/shops'
import { changeView } from './change-view'
import { chooseView } from './choose-view'
import { createView, mostViews } from './create-view'
import { deleteView, restoreView } from './delete-view'
import { moveView } from './move-view'
import { presetViews } from './preset-views'
import type { ViewCase } from './view-store'

let shops: TestShops
let shop: Shop
let other: Shop

const person = (id: string, mayShare: boolean, where = shop): ViewCase => {
  const actor = { kind: 'user' as const, id, name: id }
  return { actor, mayShare, views: { write: (work) => writeViews(where.id, actor, work) } }
}
const manager = () => person('manager', true)
const seller = () => person('seller', false)
const namesFor = async (id: string, where = shop) => (await readListFrame(where.id, id)).views.map(({ name }) => name)
const view = (name: string, shared = false) => ({ name, shared, state: presetViews.vip })
const missing = '01999999-9999-7999-8999-999999999999'

beforeAll(async () => void (shops = await openTestShops()))
afterAll(() => shops.close())
beforeEach(async () => {
  shop = await shops.create()
  other = await shops.create()
})

describe('who sees what', () => {
  it('private views are their owner’s alone, shared ones everybody’s, shared first', async () => {
    await createView(seller(), view('Mienne'))
    await createView(manager(), view('Privée du responsable'))
    await createView(manager(), view('Partagée', true))
    expect(await namesFor('seller')).toEqual(['Partagée', 'Mienne'])
    expect(await namesFor('manager')).toEqual(['Partagée', 'Privée du responsable'])
    expect(await namesFor('seller', other)).toEqual([])
  })

  it('another person’s private view and another shop’s look like none, whatever is tried', async () => {
    const { id } = await createView(manager(), view('Privée'))
    const { id: deleted } = await createView(manager(), view('Privée et supprimée'))
    await deleteView(manager(), { id: deleted })
    const { id: foreign } = await createView(person('x', true, other), view('Ailleurs', true))
    for (const one of [id, foreign, missing, deleted])
      for (const attempt of [
        () => changeView(seller(), { id: one, version: 1, name: 'Prise' }),
        () => deleteView(seller(), { id: one }),
        () => restoreView(seller(), { id: one }),
        () => moveView(seller(), { id: one, step: 1 }),
        () => chooseView(seller(), { id: one }),
        () => changeView(person('boss', true), { id: one, version: 1, name: 'Prise' }),
      ])
        await expect(attempt()).rejects.toMatchObject({ code: 'not_found', reason: 'view_not_found', params: {} })
    expect(await namesFor('manager')).toEqual(['Privée'])
    expect(await namesFor('x', other)).toEqual(['Ailleurs'])
  })

  it('a seller keeps private views, and changes nothing that is shared', async () => {
    const { id: mine } = await createView(seller(), view('Mienne'))
    const { id } = await createView(manager(), view('Partagée', true))
    for (const attempt of [
      () => createView(seller(), view('Nouvelle', true)),
      () => changeView(seller(), { id: mine, version: 1, shared: true }),
      () => changeView(seller(), { id, version: 1, name: 'Prise' }),
      () => deleteView(seller(), { id }),
      () => moveView(seller(), { id, step: 1 }),
    ])
      await expect(attempt()).rejects.toMatchObject({ code: 'forbidden', reason: 'role_forbidden' })
    await changeView(seller(), { id: mine, version: 1, name: 'Toujours mienne' })
    expect(await namesFor('seller')).toEqual(['Partagée', 'Toujours mienne'])
  })

  it('only who made a view makes it private again', async () => {
    const { id } = await createView(manager(), view('Partagée', true))
    const refused = changeView(person('boss', true), { id, version: 1, shared: false })
    await expect(refused).rejects.toMatchObject({ code: 'forbidden', reason: 'view_not_yours' })
    await changeView(manager(), { id, version: 1, shared: false })
    expect(await namesFor('seller')).toEqual([])
    expect(await namesFor('manager')).toEqual(['Partagée'])
  })
})

describe('two at once', () => {
  it('the second to save sees whose change came first, and can still make theirs', async () => {
    const { id } = await createView(manager(), view('Partagée', true))
    const boss = person('boss', true)
    expect(await changeView(boss, { id, version: 1, state: presetViews.quiet })).toEqual({ status: 'saved', version: 2 })
    const late = { id, version: 1, state: presetViews.new }
    expect(await changeView(manager(), late)).toEqual({ status: 'conflict', version: 2, by: 'boss' })
    expect((await readListFrame(shop.id, 'seller')).views[0]?.state).toEqual(presetViews.quiet)
    expect(await changeView(manager(), { ...late, version: 2 })).toEqual({ status: 'saved', version: 3 })
    expect((await readListFrame(shop.id, 'seller')).views[0]).toMatchObject({ state: presetViews.new, updatedBy: 'manager' })
  })

  it('of ten saves at the same version one is kept', async () => {
    const { id } = await createView(manager(), view('Partagée', true))
    const outcomes = await Promise.all(
      Array.from({ length: 10 }, (_, at) =>
        changeView(person(`p${String(at)}`, true), { id, version: 1, name: `Nom ${String(at)}` }),
      ),
    )
    expect(outcomes.filter(({ status }) => status === 'saved')).toHaveLength(1)
  })

  it('ten made at once stand one after the other, and no row grows beyond what is read', async () => {
    await Promise.all(
      Array.from({ length: mostViews + 5 }, (_, at) => createView(seller(), view(`Vue ${String(at)}`)).catch(() => null)),
    )
    const { views } = await readListFrame(shop.id, 'seller')
    expect(views).toHaveLength(mostViews)
    const { rows } = await shops.backDoor.query<{ n: number }>(
      'select count(distinct position)::int as n from "SavedView" where "tenantId" = $1',
      [shop.id],
    )
    expect(rows[0]?.n).toBe(mostViews)
    await expect(createView(seller(), view('De trop'))).rejects.toMatchObject({ code: 'conflict', reason: 'too_many_views' })
  })
})

describe('a row of tabs', () => {
  it('is put in order, one place at a time, and stops at its ends', async () => {
    const ids = []
    for (const name of ['A', 'B', 'C']) ids.push((await createView(seller(), view(name))).id)
    const [a = '', , c = ''] = ids
    await moveView(seller(), { id: c, step: -1 })
    expect(await namesFor('seller')).toEqual(['A', 'C', 'B'])
    await moveView(seller(), { id: a, step: -1 })
    expect(await namesFor('seller')).toEqual(['A', 'C', 'B'])
    await moveView(seller(), { id: a, step: 1 })
    expect(await namesFor('seller')).toEqual(['C', 'A', 'B'])
  })

  it('comes back whole after a deletion is undone, once', async () => {
    const { id } = await createView(seller(), view('A'))
    await createView(seller(), view('B'))
    await deleteView(seller(), { id })
    expect(await namesFor('seller')).toEqual(['B'])
    await expect(deleteView(seller(), { id })).rejects.toMatchObject({ code: 'not_found' })
    await restoreView(seller(), { id })
    expect(await namesFor('seller')).toEqual(['A', 'B'])
    await expect(restoreView(seller(), { id })).rejects.toMatchObject({ code: 'not_found' })
  })
})

describe('where a person begins', () => {
  it('is their own choice among what they see', async () => {
    const { id } = await createView(manager(), view('Partagée', true))
    await chooseView(seller(), { id })
    await chooseView(manager(), { id: 'vip' })
    expect((await readListFrame(shop.id, 'seller')).chosen).toBe(id)
    expect((await readListFrame(shop.id, 'manager')).chosen).toBe('vip')
    expect((await readListFrame(other.id, 'seller')).chosen).toBeNull()
    await chooseView(seller(), { id: 'all' })
    expect((await readListFrame(shop.id, 'seller')).chosen).toBeNull()
  })
})

describe('what lies in the row', () => {
  it.each([
    ['null', {}],
    ['[]', {}],
    [
      '{"where":[{"field":"gone","operator":"is","values":["x"]},{"field":"segment","operator":"in","values":["vip"]}]}',
      { where: 1 },
    ],
    ['{"query":7,"where":"all","sort":"shoe-size","direction":"up","columns":["phone","gone","phone"]}', { columns: ['phone'] }],
    ['{"columns":"phone","query":"Zoé","sort":"spent","direction":"asc"}', { query: 'Zoé', sort: 'spent', direction: 'asc' }],
  ])('is read for what can be understood: %s', async (state, expected) => {
    const { id } = await createView(seller(), view('Ancienne'))
    await shops.backDoor.query('update "SavedView" set state = $2::jsonb where id = $1', [id, state])
    const read = (await readListFrame(shop.id, 'seller')).views[0]?.state
    const { where, ...rest } = { where: 0, ...expected }
    expect(read).toEqual({ query: '', sort: null, direction: 'desc', columns: null, ...rest, where: read?.where })
    expect(read?.where).toHaveLength(where)
  })

  it('is never more than a person may ask: a strange state is refused when saved', async () => {
    for (const state of [
      null,
      { ...presetViews.vip, tenantId: other.id },
      { ...presetViews.vip, where: [{ field: 'gone', operator: 'is', values: ['x'] }] },
      { ...presetViews.vip, columns: ['secret'] },
      { ...presetViews.vip, sort: 'id; drop table' },
    ])
      await expect(createView(seller(), { ...view('Vue'), state })).rejects.toMatchObject({ code: 'invalid' })
    await expect(createView(seller(), view('  '))).rejects.toMatchObject({ code: 'invalid' })
    expect(await namesFor('seller')).toEqual([])
  })

  it('has a line in the audit log for every change', async () => {
    const { id } = await createView(manager(), view('Partagée', true))
    await createView(manager(), view('Autre', true))
    await changeView(manager(), { id, version: 1, name: 'Nouveau nom' })
    await moveView(manager(), { id, step: 1 })
    await chooseView(manager(), { id })
    await deleteView(manager(), { id })
    await restoreView(manager(), { id })
    const { rows } = await shops.backDoor.query<{ action: string }>(
      'select action from "AuditEvent" where "tenantId" = $1 and entity = $2 and "entityId" = $3 order by at, id',
      [shop.id, 'view', id],
    )
    expect(rows.map(({ action }) => action)).toEqual([
      'view.create',
      'view.update',
      'view.move',
      'view.choose',
      'view.delete',
      'view.restore',
    ])
  })
})
