import { describe, expect, it } from 'vitest'
import { fullTime, relativeTime } from './format-time'

const now = new Date('2026-03-12T13:00:00Z')
const say = (value: string) => relativeTime(new Date(value), now, 'fr', 'Europe/Paris')?.replaceAll(/\s/g, ' ') ?? null

describe('relativeTime', () => {
  it.each([
    ['2026-03-12T12:59:30Z', null],
    ['2026-03-12T12:55:00Z', 'il y a 5 min'],
    ['2026-03-12T10:10:00Z', 'il y a 2 h'],
    ['2026-03-11T12:00:00Z', 'hier'],
    // 37 hours ago, yet yesterday by the shop's calendar; an hour earlier it is the day before
    ['2026-03-10T23:30:00Z', 'hier'],
    ['2026-03-10T22:30:00Z', 'avant-hier'],
    ['2026-03-10T12:00:00Z', 'avant-hier'],
    ['2026-03-05T12:00:00Z', 'il y a 7 j'],
    ['2026-03-04T12:00:00Z', '4 mars'],
    ['2025-12-31T12:00:00Z', '31 déc. 2025'],
    ['2026-03-12T13:10:00Z', 'dans 10 min'],
  ])('%s reads %s', (value, words) => {
    expect(say(value)).toBe(words)
  })

  it('gives the full date in the shop’s zone', () => {
    expect(fullTime(now, 'fr', 'Europe/Paris')).toMatch(/jeudi 12 mars 2026.*14:00/)
  })
})
