import { describe, expect, it } from 'vitest'
import { contactChannels } from '@/lib/customers/customer'
import { presetViewIds, presetViews } from '@/lib/views/preset-views'
import type { SavedView } from '@/lib/views/saved-view'
import { emptyState, everybody, listHref } from '../list-url'
import { parseListState } from '../parse-list-state'
import { findView, viewHref } from './view-href'
import { listOf, showsSame, viewOf } from './view-of-list'

const read = (href: string) => {
  const params: Record<string, string[]> = {}
  for (const [name, value] of new URL(href, 'http://x.example').searchParams) params[name] = [...(params[name] ?? []), value]
  return { params, state: parseListState(params) }
}
const saved: SavedView = {
  id: '0199',
  ownerId: 'me',
  name: 'Mariées',
  shared: false,
  version: 1,
  updatedBy: 'me',
  state: { ...presetViews.vip, sort: 'spent', columns: ['phone', 'created'] },
}

describe('a view as a list', () => {
  it('without consent means on every channel', () => {
    const asked = presetViews['no-consent'].where.map(({ field }) => field)
    expect(asked.sort()).toEqual(contactChannels.map((channel) => `consent.${channel}`).sort())
  })

  it.each(presetViewIds.filter((id) => id !== everybody))('%s has an address that says it all', (id) => {
    const { state, params } = read(listHref(listOf(id, presetViews[id])))
    expect(state.view).toBe(id)
    expect(viewOf(state).where).toEqual(expect.arrayContaining(presetViews[id].where))
    expect(showsSame(state, listOf(id, presetViews[id]))).toBe(true)
    expect(viewHref(params, state, { views: [], chosen: null })).toBeNull()
  })

  it('is opened by its name alone, and by nothing when the person begins there', () => {
    const whole = listHref(listOf(saved.id, saved.state))
    for (const [address, chosen] of [
      ['?view=0199', null],
      ['?view=0199', 'vip'],
      ['', '0199'],
    ] as const) {
      const { params, state } = read(address)
      expect(viewHref(params, state, { views: [saved], chosen: chosen })).toBe(whole)
    }
    const { params, state } = read('?view=0199&size=200')
    expect(viewHref(params, state, { views: [saved], chosen: null })).toContain('size=200')
  })

  it('stays as it was emptied, and a name nobody sees opens everybody', () => {
    const emptied = read(listHref({ ...emptyState, view: '0199' }))
    expect(viewHref(emptied.params, emptied.state, { views: [saved], chosen: '0199' })).toBeNull()
    expect(showsSame(emptied.state, listOf(saved.id, saved.state))).toBe(false)
    for (const address of ['?view=all', '?view=0200', '?view=__proto__', '?view=toString']) {
      const { params, state } = read(address)
      expect(viewHref(params, state, { views: [saved], chosen: '0199' })).toBeNull()
    }
    expect(findView('toString', [saved])).toBeNull()
    expect(viewHref({}, emptyState, { views: [saved], chosen: 'gone' })).toBeNull()
  })

  it('is the same whatever the order of its conditions, and another by one column or direction', () => {
    const list = listOf('x', { ...presetViews['no-consent'], columns: null })
    expect(showsSame(list, { ...list, where: [...list.where].reverse(), view: null, cursor: 'c' })).toBe(true)
    expect(showsSame(list, { ...list, sort: 'contact' })).toBe(true)
    expect(showsSame(list, { ...list, sort: 'contact', direction: 'asc' })).toBe(false)
    expect(showsSame(list, { ...list, columns: ['phone'] })).toBe(false)
    expect(showsSame(list, { ...list, query: 'a' })).toBe(false)
    expect(showsSame(list, { ...list, where: list.where.slice(1) })).toBe(false)
  })
})
