// The change feed (point 9).
import { expect } from 'vitest'
import type { CustomerChange, CustomerSystem } from '@/lib/customers/customer-system'
import { failure, inWorld, type MakeWorld } from './in-world'

async function readAll(
  system: CustomerSystem,
  from: string | null,
): Promise<{ changes: CustomerChange[]; cursor: string; pages: number }> {
  const changes: CustomerChange[] = []
  let cursor = from
  for (let pages = 1; ; pages++) {
    const page = await system.changesSince(cursor)
    changes.push(...page.changes)
    cursor = page.cursor
    if (!page.hasMore) return { changes, cursor, pages }
    if (pages > 50) throw new Error('the feed does not end')
  }
}

export function changeCases(make: MakeWorld): void {
  inWorld(make, 'changes: a creation, an update and a deletion are told once each, as things are now', async ({ system }) => {
    const empty = await readAll(system, null)
    expect(empty.changes).toEqual([])
    const a = await system.createCustomer({ firstName: 'Ana' })
    const b = await system.createCustomer({ firstName: 'Bea' })
    const first = await readAll(system, empty.cursor)
    expect(first.changes.map(({ kind, id }) => ({ kind, id }))).toEqual([
      { kind: 'upsert', id: a.id },
      { kind: 'upsert', id: b.id },
    ])
    expect(first.changes[0]?.customer).toEqual(a)
    expect((await readAll(system, first.cursor)).changes).toEqual([])

    await system.updateCustomer(a.id, { firstName: 'Anna' })
    if (system.capabilities.delete) await system.deleteCustomer(b.id)
    const second = await readAll(system, first.cursor)
    expect(second.changes.find(({ id }) => id === a.id)).toMatchObject({ kind: 'upsert', customer: { firstName: 'Anna' } })
    if (system.capabilities.delete)
      expect(second.changes.find(({ id }) => id === b.id)).toMatchObject({ kind: 'delete', customer: null })
    expect(await readAll(system, first.cursor)).toEqual(second)
  })

  inWorld(make, 'changes: equal moments at the edge of a page lose nobody', async ({ system, backDoor }) => {
    const ids = await backDoor.seedAlike(520)
    const { changes, pages } = await readAll(system, null)
    expect(pages).toBeGreaterThan(1)
    expect(changes.map(({ id }) => id).sort()).toEqual([...ids].sort())
  })

  inWorld(make, 'changes: tags and other visible things count; a bad cursor is refused', async ({ system }) => {
    const { id } = await system.createCustomer({ firstName: 'Ana' })
    let { cursor } = await readAll(system, null)
    const tells = async (work: Promise<unknown>) => {
      await work
      const next = await readAll(system, cursor)
      expect(next.changes.map((change) => change.id)).toEqual([id])
      cursor = next.cursor
    }
    if (system.capabilities.tags) {
      await tells(system.addTags(id, ['vip']))
      await tells(system.removeTags(id, ['vip']))
    }
    if (system.capabilities.segments) await tells(system.setSegment(id, 'vip'))
    await tells(system.updateCustomer(id, { phone: '06 39 98 71 72' }))
    for (const bad of ['x', 'bm90IGpzb24', 'eyJhIjoxfQ'])
      expect((await failure('invalid', system.changesSince(bad))).issues).toMatchObject([{ path: ['cursor'] }])
  })
}
