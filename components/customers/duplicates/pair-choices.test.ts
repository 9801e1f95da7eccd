import { describe, expect, it } from 'vitest'
import { toChoices, winningSide } from './pair-choices'
import type { FieldView, PairView } from './pair-view'

const field = (key: string, left: string | null, right: string | null, own = false): FieldView => ({
  key: own ? `data ${key}` : key,
  field: own ? null : (key as FieldView['field']),
  label: key,
  left,
  right,
})
const side = (id: string) => ({ id, name: id, reach: null, createdAt: '2026-01-01T00:00:00.000Z' })
const view: PairView = {
  left: side('l'),
  right: side('r'),
  counts: [],
  fields: [
    field('firstName', 'Hélène', 'Helene'),
    field('lastName', null, 'Dupré'),
    field('phone', '06 1', '06 2'),
    field('segment', 'VIP', 'VIP'),
    field('size', '38', '40', true),
  ],
}

describe('choices', () => {
  it('say nothing where the kept record wins anyway', () => {
    expect(toChoices(view, 'left', {})).toEqual({ fields: {}, metadata: {} })
    expect(toChoices(view, 'right', {})).toEqual({ fields: {}, metadata: {} })
  })
  it('name what was picked from the other one, whichever is kept', () => {
    const picks = { firstName: 'left', phone: 'right', 'data size': 'right' } as const
    expect(toChoices(view, 'left', picks)).toEqual({ fields: { phone: 'duplicate' }, metadata: { size: 'duplicate' } })
    expect(toChoices(view, 'right', picks)).toEqual({ fields: { firstName: 'duplicate' }, metadata: {} })
  })
  it('never let something empty win, nor ask about it', () => {
    expect(winningSide(view.fields[1]!, 'left', { lastName: 'left' })).toBe('right')
    expect(toChoices(view, 'left', { lastName: 'right', segment: 'right' })).toEqual({ fields: {}, metadata: {} })
  })
})
