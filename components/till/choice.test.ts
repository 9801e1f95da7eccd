import { describe, expect, it } from 'vitest'
import { askedFor, chosenLine, createLine, lineAfterWaiting, movedLine } from './choice'

const lines = ['a', 'b', createLine]

describe('the line that is chosen', () => {
  it('is the best match until one moves', () => {
    expect(chosenLine(lines, null, '1234')).toBe('a')
    expect(chosenLine(lines, { query: '1234', line: 'b' }, '1234')).toBe('b')
  })
  it('is the best match again for another text, or when the line is gone', () => {
    expect(chosenLine(lines, { query: '123', line: 'b' }, '1234')).toBe('a')
    expect(chosenLine(lines, { query: '1234', line: 'z' }, '1234')).toBe('a')
  })
  it('is nobody before anything is typed, and the new customer when there is nobody', () => {
    expect(chosenLine(['a', 'b'], null, '')).toBeNull()
    expect(chosenLine(['a', 'b'], { query: '', line: 'b' }, '')).toBe('b')
    expect(chosenLine([createLine], null, '1234')).toBe(createLine)
    expect(chosenLine([], null, '1234')).toBeNull()
  })
})

describe('the arrows', () => {
  it.each([
    ['a', 1, 'b'],
    ['b', 1, createLine],
    [createLine, 1, 'a'],
    ['a', -1, createLine],
    [null, 1, 'a'],
    [null, -1, createLine],
    ['gone', 1, 'a'],
  ] as const)('from %s by %i to %s', (from, step, to) => {
    expect(movedLine(lines, from, step)).toBe(to)
  })
  it('stay where there is nothing', () => {
    expect(movedLine([], null, 1)).toBeNull()
    expect(movedLine(['a'], 'a', 1)).toBe('a')
  })
})

describe('Enter before the answer', () => {
  it('opens the only one, and nobody among several or none', () => {
    expect(lineAfterWaiting(['a', createLine])).toBe('a')
    expect(lineAfterWaiting(lines)).toBeNull()
    expect(lineAfterWaiting([createLine])).toBeNull()
    expect(lineAfterWaiting([])).toBeNull()
  })
})

describe('what is asked', () => {
  it.each([
    ['', ''],
    ['  ', ''],
    ['1', ''],
    ['+', ''],
    ['+3', ''],
    ['12', '12'],
    ['+33', '+33'],
    ['X', 'X'],
    [' Hélène  ', 'Hélène'],
    ['é'.repeat(300), 'é'.repeat(200)],
  ])('%s asks for “%s”', (typed, asked) => {
    expect(askedFor(typed)).toBe(asked)
  })
})
