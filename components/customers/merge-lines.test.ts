import { describe, expect, it } from 'vitest'
import { appendLines, mergeLines } from './merge-lines'

const line = (id: string, minute: number) => ({ id, at: `2026-03-12T10:${String(minute).padStart(2, '0')}:00.000Z` })
const ids = (lines: { id: string }[]) => lines.map(({ id }) => id).join('')

describe('mergeLines', () => {
  const held = [line('d', 40), line('c', 30), line('b', 20), line('a', 10)]

  it('puts a new message on top and keeps what was pushed off the first page', () => {
    // Pages of two: the first was d c, and b a had been loaded.
    expect(ids(mergeLines([line('e', 50), line('d', 40)], held, false))).toBe('edcba')
  })

  it('lets go of what is gone from the page’s span', () => {
    expect(ids(mergeLines([line('d', 40), line('b', 20)], held, false))).toBe('dba')
  })

  it('orders equal moments by id, as the store does', () => {
    expect(ids(mergeLines([line('z', 40), line('y', 40)], [line('x', 40), line('w', 10)], false))).toBe('zyxw')
  })

  it('believes a whole story', () => {
    expect(ids(mergeLines([line('d', 40)], held, true))).toBe('d')
    expect(mergeLines([], held, true)).toEqual([])
  })

  it('keeps what was found further down when the newest page of a search holds nothing', () => {
    expect(ids(mergeLines([], held, false))).toBe('dcba')
  })
})

it('appends a page without doubling', () => {
  expect(ids(appendLines([line('d', 40), line('c', 30)], [line('c', 30), line('b', 20)]))).toBe('dcb')
})
