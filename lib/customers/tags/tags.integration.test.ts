// The tag manager: names, merges, deletions and their undo; counts; views that follow; several people at once; another shop.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { readListFrame } from '@/lib/db/list-frame-repo'
import { readShellFrame } from '@/lib/db/shell-frame-repo'
import { listManagedTags, removedTags } from '@/lib/db/tag-list'
import { recountTags } from '@/lib/db/tag-counts'
import { createTagStore, findTag } from '@/lib/db/tag-store'
import { writeViews } from '@/lib/db/view-repo'
import { openTestShops, staff, type TestShops } from '@/lib/test/shops'
import { createView } from '@/lib/views/create-view'
import { presetViews } from '@/lib/views/preset-views'
import { createCustomer } from '../create-customer'
import { deleteCustomer } from '../delete-customer'
import { mergeCustomers, undoMerge } from '../merge-customers'
import type { RuleCondition } from '../rule'
import { addTags, removeTags } from '../tag-customer'
import type { Shop, UseCase } from '../use-case'
import { colorTag } from './color-tag'
import { deleteTag, restoreTags } from './delete-tag'
import { beginMergeTags, continueMergeTags } from './merge-tags'
import { renameTag } from './rename-tag'
import type { TagCase } from './tag-store'

let shops: TestShops
let shop: Shop
let other: Shop
let useCase: UseCase
let tagCase: TagCase

const missing = '01999999-9999-7999-8999-999999999999'
const caseOf = (name: string, where = shop): TagCase => {
  const actor = { ...staff, name }
  return { actor, tags: createTagStore(where.id, actor) }
}

beforeAll(async () => void (shops = await openTestShops(20)))
afterAll(() => shops.close())
beforeEach(async () => {
  shop = await shops.create()
  other = await shops.create()
  useCase = shops.useCase(shop)
  tagCase = caseOf('Camille')
})

const make = async (...tags: string[]) => (await createCustomer(useCase, { firstName: 'Zoé', tags })).id
const tagsOf = async (id: string) => (await useCase.store.get(id))?.tags
const list = async (where = shop) => (await listManagedTags(where.id, { query: '', sort: 'name', cursor: null, limit: 100 })).data
/** As the manager shows them; the list of customers says the same. */
async function counts() {
  const tags = await list()
  for (const { name, customers } of tags)
    expect(await useCase.store.count({ tags: [name] }, 10_000), name).toEqual({
      count: customers,
      capped: false,
      estimated: false,
    })
  return Object.fromEntries(tags.map(({ name, customers }) => [name, customers]))
}
async function tag(name: string) {
  const found = (await list()).find((one) => one.name === name)
  if (found === undefined) throw new Error(`No tag ${name}`)
  return found
}
async function merge(kept: string, ...others: string[]) {
  const ids = await Promise.all(others.map(async (name) => (await tag(name)).id))
  await beginMergeTags(tagCase, { keptId: (await tag(kept)).id, ids })
  for (const id of ids) while (!(await continueMergeTags(tagCase, id, 10_000)));
  return ids
}
async function keepView(name: string, ...where: RuleCondition[]) {
  const viewCase = {
    actor: { ...staff, id: 'camille' },
    mayShare: true,
    views: { write: <T>(work: Parameters<typeof writeViews<T>>[2]) => writeViews(shop.id, staff, work) },
  }
  await createView(viewCase, { name, shared: true, state: { ...presetViews.all, where } })
}
const conditions = async () => (await readListFrame(shop.id, 'camille')).views.map(({ state }) => state.where)
const audit = async (action: string) =>
  (
    await shops.backDoor.query<{ changes: unknown }>(
      'select changes from "AuditEvent" where "tenantId" = $1 and action = $2 order by at, id',
      [shop.id, action],
    )
  ).rows.map(({ changes }) => changes)
/** What is kept equals what is there. */
async function expectTrueCounts() {
  const { rows } = await shops.backDoor.query<{ name: string; n: number }>(
    `select t.name, count(c.id)::int as n from "Tag" t left join "CustomerTag" ct on ct."tenantId" = t."tenantId" and ct."tagId" = t.id
     left join "Customer" c on c."tenantId" = ct."tenantId" and c.id = ct."customerId" and c."deletedAt" is null
     where t."tenantId" = $1 and t."deletedAt" is null group by t."tenantId", t.id`,
    [shop.id],
  )
  expect(await counts()).toEqual(Object.fromEntries(rows.map(({ name, n }) => [name, n])))
}

describe('a tag', () => {
  it('is found by a part of its name, in either order, a page by key', async () => {
    for (const names of [['Été VIP', 'mariage'], ['Mariage'], ['soldes', 'MARIAGE'], ['100 % laine']]) await make(...names)
    const names = async (query: string, sort: 'name' | 'count' = 'name', limit = 10) => {
      const found: string[] = []
      for (let cursor: string | null = null, first = true; first || cursor !== null; first = false) {
        const page = await listManagedTags(shop.id, { query, sort, cursor, limit })
        found.push(...page.data.map(({ name }) => name))
        cursor = page.nextCursor
      }
      return found
    }
    expect(await names('')).toEqual(['100 % laine', 'Été VIP', 'mariage', 'soldes'])
    expect(await names('', 'count')).toEqual(['mariage', '100 % laine', 'Été VIP', 'soldes'])
    for (const limit of [1, 2, 3])
      for (const sort of ['name', 'count'] as const) expect(await names('', sort, limit)).toEqual(await names('', sort))
    expect(await names('ete v')).toEqual(['Été VIP'])
    expect(await names('%')).toEqual(['100 % laine'])
    expect(await names('rien')).toEqual([])
    await expect(listManagedTags(shop.id, { query: '', sort: 'name', cursor: 'x', limit: 10 })).rejects.toMatchObject({
      code: 'invalid',
    })
    expect(await list(other)).toEqual([])
  })

  it('counts its live customers, whatever becomes of them', async () => {
    const [a, b, c] = [await make('vip'), await make('vip', 'mariage'), await make('mariage')]
    expect(await counts()).toEqual({ mariage: 2, vip: 2 })
    await removeTags(useCase, a, ['vip'])
    await addTags(useCase, a, ['mariage', 'mariage'])
    expect(await counts()).toEqual({ mariage: 3, vip: 1 })
    const { mergeId } = await mergeCustomers(useCase, a, b)
    expect(await counts()).toEqual({ mariage: 2, vip: 1 })
    await undoMerge(useCase, mergeId)
    expect(await counts()).toEqual({ mariage: 3, vip: 1 })
    await deleteCustomer(useCase, c)
    expect(await counts()).toEqual({ mariage: 2, vip: 1 })
    await recountTags(shop.id)
    expect(await counts()).toEqual({ mariage: 2, vip: 1 })
    const { rows } = await shops.backDoor.query('select 1 from "TagDelta" where "tenantId" = $1', [shop.id])
    expect(rows).toEqual([])
  })

  it('keeps a true count while people tag and somebody counts', async () => {
    const ids = await Promise.all(Array.from({ length: 12 }, () => make('vip')))
    await Promise.all([
      ...ids.map((id) => addTags(useCase, id, ['mariage', 'soldes'])),
      ...ids.map((id) => removeTags(useCase, id, ['vip'])),
      ...Array.from({ length: 4 }, () => recountTags(shop.id)),
      ...ids.slice(0, 4).map((id) => deleteCustomer(useCase, id).catch(() => undefined)),
    ])
    await expectTrueCounts()
    expect(await counts()).toMatchObject({ vip: 0 })
    await recountTags(shop.id)
    await expectTrueCounts()
  })

  it('has one of a few colours, or the one of its words', async () => {
    await make('Été VIP')
    const { id } = await tag('Été VIP')
    await colorTag(tagCase, { id, color: 'teal' })
    expect((await readShellFrame(shop.id, 'nobody')).tagColors).toEqual({ 'ete vip': 'teal' })
    await colorTag(tagCase, { id, color: null })
    expect((await readShellFrame(shop.id, 'nobody')).tagColors).toEqual({})
    await expect(colorTag(tagCase, { id, color: '#f00' })).rejects.toMatchObject({ code: 'invalid' })
    expect(await audit('tag.color')).toEqual([
      { before: null, after: 'teal' },
      { before: 'teal', after: null },
    ])
  })

  it('of another shop looks like none', async () => {
    await make('vip')
    const { id } = await tag('vip')
    const theirs = caseOf('Eux', other)
    const own = (await createCustomer(shops.useCase(other), { firstName: 'Luc', tags: ['leur'] })).id
    const [kept] = await list(other)
    await deleteTag(tagCase, { id })
    for (const one of [id, missing])
      for (const attempt of [
        () => renameTag(theirs, { id: one, version: 1, name: 'pris' }),
        () => colorTag(theirs, { id: one, color: 'sky' }),
        () => deleteTag(theirs, { id: one }),
        () => restoreTags(theirs, { ids: [one] }),
        () => beginMergeTags(theirs, { keptId: kept?.id, ids: [one] }),
        () => beginMergeTags(theirs, { keptId: one, ids: [kept?.id] }),
      ])
        await expect(attempt()).rejects.toMatchObject({ code: 'not_found', reason: 'tag_not_found', params: {} })
    expect(await continueMergeTags(theirs, id, 0)).toBe(true)
    expect((await shops.useCase(other).store.get(own))?.tags).toEqual(['leur'])
    expect(await removedTags(other.id, 10)).toEqual([])
  })
})

describe('another name', () => {
  it('is everybody’s at once, and views that name the tag follow', async () => {
    const id = await make('Fidele')
    await keepView(
      'Fidèles',
      { field: 'tag', operator: 'any', values: ['fidèle', 'soldes'] },
      presetViews.vip.where[0] ?? never(),
    )
    const { id: tagId, version } = await tag('Fidele')
    expect(await renameTag(tagCase, { id: tagId, version, name: ' Habitués ' })).toEqual({
      status: 'saved',
      version: version + 1,
      before: 'Fidele',
    })
    expect(await tagsOf(id)).toEqual(['Habitués'])
    expect(await conditions()).toEqual([
      [{ field: 'tag', operator: 'any', values: ['Habitués', 'soldes'] }, ...presetViews.vip.where],
    ])
    expect(await useCase.store.list(request({ field: 'tag', operator: 'any', values: ['habitues'] }))).toMatchObject({
      data: [{ id }],
    })
    expect(await audit('tag.rename')).toEqual([{ before: 'Fidele', after: 'Habitués' }])
  })

  it('may be another spelling of the same', async () => {
    await make('fidele')
    const { id, version } = await tag('fidele')
    expect(await renameTag(tagCase, { id, version, name: 'Fidèle' })).toMatchObject({ status: 'saved' })
    expect(await counts()).toEqual({ Fidèle: 1 })
  })

  it('that another tag has is offered as a merge, with both counts', async () => {
    await make('fidèle', 'vip')
    await make('vip')
    const { id, version } = await tag('fidèle')
    const vip = await tag('vip')
    expect(await renameTag(tagCase, { id, version, name: 'V.I.P'.replaceAll('.', '') })).toEqual({
      status: 'exists',
      customers: 1,
      other: { id: vip.id, name: 'vip', customers: 2 },
    })
    expect(await counts()).toEqual({ fidèle: 1, vip: 2 })
  })

  it.each(['', '   ', 'x'.repeat(61), 7, null])('is refused when it is none: %j', async (name) => {
    await make('vip')
    await expect(renameTag(tagCase, { id: (await tag('vip')).id, version: 1, name })).rejects.toMatchObject({ code: 'invalid' })
  })

  it('is one person’s when ten rename at once, and the others see whose', async () => {
    await make('vip')
    const { id, version } = await tag('vip')
    const outcomes = await Promise.all(
      Array.from({ length: 10 }, (_, at) => renameTag(caseOf(`P${at}`), { id, version, name: `Nom ${at}` })),
    )
    const saved = outcomes.findIndex(({ status }) => status === 'saved')
    expect(outcomes.filter(({ status }) => status === 'saved')).toHaveLength(1)
    for (const outcome of outcomes.filter(({ status }) => status !== 'saved'))
      expect(outcome).toEqual({ status: 'conflict', version: version + 1, name: `Nom ${saved}`, by: `P${saved}` })
    expect(await counts()).toEqual({ [`Nom ${saved}`]: 1 })
  })

  it('that two tags get at once, or somebody tags with meanwhile, stays one tag’s', async () => {
    const ids = await Promise.all(['a', 'b', 'c'].map((name) => make(name)))
    const tags = await list()
    const outcomes = await Promise.all([
      ...tags.map(({ id, version }) => renameTag(tagCase, { id, version, name: 'commun' })),
      ...ids.map((id) => addTags(useCase, id, ['Commun'])),
    ])
    const { rows } = await shops.backDoor.query(
      `select 1 from "Tag" where "tenantId" = $1 and key = 'commun' and "deletedAt" is null`,
      [shop.id],
    )
    expect(rows).toHaveLength(1)
    expect(outcomes).toHaveLength(6)
    for (const id of ids) expect((await tagsOf(id))?.map((name) => name.toLowerCase())).toContain('commun')
    await expectTrueCounts()
  })
})

describe('a merge', () => {
  it('leaves everybody the kept tag, once, and is undone', async () => {
    const [a, b, c, d] = [await make('fidèle'), await make('fidèle', 'vip'), await make('vip'), await make('habitué', 'fidèle')]
    await keepView('Deux', { field: 'tag', operator: 'all', values: ['Fidèle', 'VIP', 'soldes'] })
    await keepView('Sans', { field: 'tag', operator: 'none', values: ['habitue'] })
    const before = await conditions()
    const ids = await merge('vip', 'fidèle', 'habitué')
    for (const id of [a, b, c, d]) expect(await tagsOf(id)).toEqual(['vip'])
    expect(await counts()).toEqual({ vip: 4 })
    expect(await conditions()).toEqual([
      [{ field: 'tag', operator: 'all', values: ['vip', 'soldes'] }],
      [{ field: 'tag', operator: 'none', values: ['vip'] }],
    ])
    expect(await removedTags(shop.id, 10)).toMatchObject([{ into: 'vip' }, { into: 'vip' }])

    await restoreTags(tagCase, { ids })
    expect(await Promise.all([a, b, c, d].map(tagsOf))).toEqual([['fidèle'], ['fidèle', 'vip'], ['vip'], ['fidèle', 'habitué']])
    expect(await counts()).toEqual({ fidèle: 3, habitué: 1, vip: 2 })
    expect(await conditions()).toEqual(before)
    await expect(restoreTags(tagCase, { ids })).rejects.toMatchObject({ code: 'not_found' })
    await expectTrueCounts()
  })

  it('is not undone for whom people changed since, nor a view that they changed', async () => {
    const [lost, given, later] = [await make('fidèle'), await make('fidèle'), await make()]
    await addTags(useCase, later, ['vip'])
    await keepView('Vue', { field: 'tag', operator: 'any', values: ['fidèle'] })
    const merged = await merge('vip', 'fidèle')
    await removeTags(useCase, lost, ['vip'])
    await shops.backDoor.query(`update "SavedView" set state = jsonb_set(state, '{query}', '"Zoé"') where "tenantId" = $1`, [
      shop.id,
    ])
    await restoreTags(tagCase, { ids: merged })
    expect(await tagsOf(lost)).toEqual([])
    expect(await tagsOf(given)).toEqual(['fidèle'])
    expect(await tagsOf(later)).toEqual(['vip'])
    expect(await conditions()).toEqual([[{ field: 'tag', operator: 'any', values: ['vip'] }]])
  })

  it('of two tags each into the other is one merge', async () => {
    const [a, b] = [await make('un'), await make('deux')]
    const [one, two] = [await tag('un'), await tag('deux')]
    const outcomes = await Promise.allSettled([
      beginMergeTags(tagCase, { keptId: one.id, ids: [two.id] }),
      beginMergeTags(caseOf('Léa'), { keptId: two.id, ids: [one.id] }),
    ])
    expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
    for (const { id } of [one, two]) while (!(await continueMergeTags(tagCase, id, 1_000)));
    expect(await tagsOf(a)).toEqual(await tagsOf(b))
    expect(await tagsOf(a)).toHaveLength(1)
  })

  it('under way lets nobody rename, merge or delete its tags, and everybody tag with them', async () => {
    const a = await make('fidèle')
    await make('vip', 'soldes')
    const [from, into, third] = [await tag('fidèle'), await tag('vip'), await tag('soldes')]
    await beginMergeTags(tagCase, { keptId: into.id, ids: [from.id] })
    for (const attempt of [
      () => renameTag(tagCase, { id: from.id, version: 2, name: 'x' }),
      () => deleteTag(tagCase, { id: from.id }),
      () => deleteTag(tagCase, { id: into.id }),
      () => beginMergeTags(tagCase, { keptId: third.id, ids: [into.id] }),
      () => beginMergeTags(tagCase, { keptId: third.id, ids: [from.id] }),
      () => restoreTags(tagCase, { ids: [from.id] }),
    ])
      await expect(attempt()).rejects.toMatchObject({ code: 'conflict', reason: 'tag_busy' })
    expect((await tag('fidèle')).into).toBe('vip')
    const late = await make('Fidèle')
    expect(await continueMergeTags(tagCase, from.id, 1_000)).toBe(true)
    for (const id of [a, late]) expect(await tagsOf(id)).toEqual(['vip'])
  })

  it('of many goes on where it was when it was killed, also when two go on at once', async () => {
    await make('grand', 'petit')
    const [big, small] = [await tag('grand'), await tag('petit')]
    await shops.backDoor.query(
      `insert into "Customer" ("tenantId", id) select $1, 'c' || lpad(n::text, 6, '0') from generate_series(1, 5000) n`,
      [shop.id],
    )
    await shops.backDoor.query(
      `insert into "CustomerTag" ("tenantId", "customerId", "tagId") select $1, id, $2 from "Customer" where "tenantId" = $1 on conflict do nothing`,
      [shop.id, big.id],
    )
    await beginMergeTags(tagCase, { keptId: small.id, ids: [big.id] })
    expect(await createTagStore(shop.id, staff).moveSome(big.id, 1_000)).toBe(1_000)
    expect((await tag('grand')).moved).toBe(1_000)
    await Promise.all([continueMergeTags(tagCase, big.id, 30_000), continueMergeTags(caseOf('Léa'), big.id, 30_000)])
    expect(await counts()).toEqual({ petit: 5_001 })
    expect(await audit('tag.merged')).toHaveLength(1)
    await restoreTags(tagCase, { ids: [big.id] })
    expect(await counts()).toEqual({ grand: 5_001, petit: 1 })
    await expectTrueCounts()
  })

  it('loses nobody who is tagged at that very moment, by hand or by a merge of customers', async () => {
    for (let round = 0; round < 5; round++) {
      const [from, into] = [`de ${round}`, `vers ${round}`]
      const ids = await Promise.all(Array.from({ length: 8 }, (_, at) => make(...(at === 0 ? [from, into] : []))))
      const pair = [await make(from), await make()] as const
      const source = (await tag(from)).id
      await Promise.all([
        (async () => {
          await beginMergeTags(tagCase, { keptId: (await tag(into)).id, ids: [source] })
          while (!(await continueMergeTags(tagCase, source, 5_000)));
        })(),
        ...ids.map((id) => addTags(useCase, id, [from])),
        mergeCustomers(useCase, pair[1], pair[0]),
      ])
      // Whoever came too late made a new tag of that name: they have it, and nobody has none.
      for (const id of [...ids, pair[1]]) {
        const names = (await tagsOf(id)) ?? []
        expect(names.includes(from) || names.includes(into), names.join()).toBe(true)
      }
      expect((await findTag(shop.id, source))?.deletedAt).not.toBeNull()
    }
    await expectTrueCounts()
  })
})

describe('a deletion', () => {
  it('takes the tag from everybody, and gives it back to everybody', async () => {
    const [a, b] = [await make('vip', 'soldes'), await make('vip')]
    const { id } = await tag('vip')
    expect(await deleteTag(tagCase, { id })).toEqual({ customers: 2 })
    expect(await tagsOf(a)).toEqual(['soldes'])
    expect(await counts()).toEqual({ soldes: 1 })
    expect(await useCase.store.list(request({ field: 'tag', operator: 'any', values: ['vip'] }))).toMatchObject({ data: [] })
    expect(await useCase.store.list(request({ field: 'tag', operator: 'empty', values: [] }))).toMatchObject({
      data: [{ id: b }],
    })
    expect(await useCase.store.list({ ...request(), filter: { tags: ['vip'] } })).toMatchObject({ data: [] })
    await expect(deleteTag(tagCase, { id })).rejects.toMatchObject({ code: 'not_found' })
    expect(await removedTags(shop.id, 10)).toMatchObject([{ id, name: 'vip', customers: 2, into: null }])

    await restoreTags(tagCase, { ids: [id] })
    expect(await tagsOf(a)).toEqual(['soldes', 'vip'])
    expect(await counts()).toEqual({ soldes: 1, vip: 2 })
    expect(await audit('tag.delete')).toEqual([{ name: 'vip', customers: 2 }])
  })

  it('frees the name; the old tag then comes back under none', async () => {
    const a = await make('vip')
    const { id } = await tag('vip')
    await deleteTag(tagCase, { id })
    const b = await make('VIP')
    expect(await counts()).toEqual({ VIP: 1 })
    await expect(restoreTags(tagCase, { ids: [id] })).rejects.toMatchObject({ reason: 'tag_name_taken', params: { name: 'vip' } })
    const again = await tag('VIP')
    await renameTag(tagCase, { id: again.id, version: again.version, name: 'nouveau' })
    await restoreTags(tagCase, { ids: [id] })
    expect([await tagsOf(a), await tagsOf(b)]).toEqual([['vip'], ['nouveau']])
  })

  it('loses nobody who is tagged at that very moment', async () => {
    for (let round = 0; round < 5; round++) {
      const name = `promo ${round}`
      await make(name)
      const ids = await Promise.all(Array.from({ length: 8 }, () => make()))
      const { id } = await tag(name)
      await Promise.all([deleteTag(tagCase, { id }), ...ids.map((one) => addTags(useCase, one, [name]))])
      // Tagged before: remembered with the tag. Tagged after: by a new tag of that name.
      const { rows } = await shops.backDoor.query<{ id: string }>(
        `select distinct "customerId" as id from "CustomerTag" ct join "Tag" t on t."tenantId" = ct."tenantId" and t.id = ct."tagId"
         where ct."tenantId" = $1 and t.name = $2`,
        [shop.id, name],
      )
      expect(rows.map((row) => row.id)).toEqual(expect.arrayContaining(ids))
    }
    await expectTrueCounts()
  })
})

const never = (): never => {
  throw new Error('The preset has a condition')
}
const request = (...parts: RuleCondition[]) => ({
  filter: { rule: { match: 'all' as const, parts } },
  sort: 'name' as const,
  direction: 'asc' as const,
  cursor: null,
  limit: 10,
})
