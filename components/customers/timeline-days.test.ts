import { describe, expect, it } from 'vitest'
import { dayOf, daysAgo, dayTitle, groupByDay } from './timeline-days'

describe('days of the Fil', () => {
  it.each([
    ['2026-03-11T23:30:00Z', 'Europe/Paris', '2026-03-12'],
    ['2026-03-11T22:30:00Z', 'Europe/Paris', '2026-03-11'],
    ['2026-07-11T22:30:00Z', 'Europe/Paris', '2026-07-12'],
    ['2026-03-12T03:00:00Z', 'America/Martinique', '2026-03-11'],
    ['2026-03-12T13:00:00Z', 'Pacific/Noumea', '2026-03-13'],
  ])('%s in %s is on %s', (moment, zone, day) => {
    expect(dayOf(new Date(moment), zone)).toBe(day)
  })

  it('groups lines of one day and keeps their order', () => {
    const line = (id: string, day: string) => ({ id, day })
    const groups = groupByDay([line('a', '2026-03-12'), line('b', '2026-03-12'), line('c', '2026-03-10')])
    expect(groups.map(({ day, lines }) => [day, lines.map(({ id }) => id).join('')])).toEqual([
      ['2026-03-12', 'ab'],
      ['2026-03-10', 'c'],
    ])
    expect(groupByDay([])).toEqual([])
  })

  it('counts calendar days, also over the change to summer time', () => {
    // 02:30 in Paris on 29 March 2026 does not exist; the day has 23 hours.
    expect(daysAgo('2026-03-28', new Date('2026-03-29T22:30:00Z'), 'Europe/Paris')).toBe(2)
    expect(daysAgo('2026-03-29', new Date('2026-03-29T21:30:00Z'), 'Europe/Paris')).toBe(0)
    expect(daysAgo('2026-03-11', new Date('2026-03-11T23:30:00Z'), 'Europe/Paris')).toBe(1)
  })

  it('names a day, with its year when it is another', () => {
    const now = new Date('2026-03-12T12:00:00Z')
    expect(dayTitle('2026-03-09', now, 'fr')).toBe('lundi 9 mars')
    expect(dayTitle('2025-12-31', now, 'en')).toBe('Wednesday, December 31, 2025')
  })
})
