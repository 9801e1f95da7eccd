// Calendar arithmetic of the statistics: nothing is lost between two periods, whatever the month.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { addDays, addMonths, dayIn, mostDays, parsePeriod, pieceFinder, piecesOf } from './period'

const today = '2026-11-25'

describe('what an address asks for', () => {
  it('is thirty days unless it says otherwise', () => {
    const period = {
      choice: '30d',
      from: '2026-10-27',
      to: today,
      before: { from: '2026-09-27', to: '2026-10-26' },
      grain: 'day',
    }
    for (const asked of [{}, { period: '30d' }, { period: 'toujours' }, { period: '' }, { from: 'hier' }, { to: '2026-02-30' }])
      expect(parsePeriod(asked, today)).toEqual(period)
  })

  it('has ninety days in weeks that end today', () => {
    const period = parsePeriod({ period: '90d' }, today)
    expect(period).toMatchObject({ from: '2026-08-28', before: { from: '2026-05-30', to: '2026-08-27' }, grain: 'week' })
    const pieces = piecesOf(period)
    expect(pieces).toHaveLength(13)
    expect([pieces[0], pieces.at(-1)]).toEqual([
      { from: '2026-08-28', to: '2026-09-02' },
      { from: '2026-11-19', to: today },
    ])
  })

  it('has twelve months against the same days a year earlier', () => {
    const period = parsePeriod({ period: '12m' }, today)
    expect(period).toMatchObject({
      from: '2025-12-01',
      to: today,
      before: { from: '2024-12-01', to: '2025-11-25' },
      grain: 'month',
    })
    expect(piecesOf(period)).toHaveLength(12)
    expect(piecesOf(period)[2]).toEqual({ from: '2026-02-01', to: '2026-02-28' })
    expect(pieceFinder(period)('2025-02-10')).toEqual({ piece: 2, isBefore: true })
    // A leap day has its place too.
    expect(pieceFinder(parsePeriod({ period: '12m' }, '2025-03-10'))('2024-02-29')).toEqual({ piece: 10, isBefore: true })
  })

  it('takes own days in either order, up to today and three years', () => {
    const march = parsePeriod({ from: '2026-03-31', to: '2026-03-01' }, today)
    expect(march).toMatchObject({ choice: 'own', from: '2026-03-01', to: '2026-03-31', grain: 'day' })
    expect(march.before).toEqual({ from: '2026-01-29', to: '2026-02-28' })
    expect(parsePeriod({ from: '2026-11-01', to: '2030-01-01' }, today)).toMatchObject({ from: '2026-11-01', to: today })
    expect(parsePeriod({ from: '2031-01-01', to: '2032-01-01' }, today)).toMatchObject({ from: today, to: today })
    expect(parsePeriod({ to: '2026-06-30' }, today)).toMatchObject({ from: '2026-06-01', to: '2026-06-30' })
    expect(parsePeriod({ from: '2001-01-01' }, today).from).toBe(addDays(today, 1 - mostDays))
    expect(parsePeriod({ from: '0001-01-01', period: '90d' }, today).choice).toBe('90d')
  })
})

describe('pieces', () => {
  const day = fc
    .date({ min: new Date('2004-01-01'), max: new Date('2035-12-31'), noInvalidDate: true })
    .map((at) => at.toISOString().slice(0, 10))
  const asked = fc.oneof(
    fc.constantFrom('30d', '90d', '12m').map((period) => ({ period })),
    fc.record({ from: day, to: day }),
  )

  it('hold every day of the period once, and a place for every day before it', () => {
    fc.assert(
      fc.property(asked, day, (wanted, now) => {
        const period = parsePeriod(wanted, now)
        const pieces = piecesOf(period)
        expect(pieces[0]?.from).toBe(period.from)
        expect(pieces.at(-1)?.to).toBe(period.to)
        for (const [at, piece] of pieces.entries()) {
          expect(piece.from <= piece.to).toBe(true)
          if (at > 0) expect(piece.from).toBe(addDays(pieces[at - 1]?.to ?? '', 1))
        }
        const find = pieceFinder(period)
        for (let one = period.before.from; one <= period.to; one = addDays(one, 1)) {
          const { piece, isBefore } = find(one)
          if (one >= period.from || one <= period.before.to) expect(piece).toBeGreaterThanOrEqual(0)
          expect(isBefore).toBe(one <= period.before.to)
        }
        expect(find(addDays(period.before.from, -1)).piece).toBe(-1)
        expect(find(addDays(period.to, 1)).piece).toBe(-1)
      }),
      { numRuns: 60 },
    )
  })
})

it('knows short months and the shop’s own midnight', () => {
  expect(addMonths('2024-02-29', 12)).toBe('2025-02-28')
  expect(addMonths('2026-01-31', -11)).toBe('2025-02-28')
  expect(addMonths('2026-03-31', 1)).toBe('2026-04-30')
  const late = new Date('2026-10-25T23:30:00Z')
  expect(dayIn('Europe/Paris', late)).toBe('2026-10-26')
  expect(dayIn('America/New_York', late)).toBe('2026-10-25')
  expect(dayIn('Africa/Tunis', new Date('2026-12-31T23:00:00Z'))).toBe('2027-01-01')
})
