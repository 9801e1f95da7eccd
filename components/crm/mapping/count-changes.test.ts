import { describe, expect, it } from 'vitest'
import { countChanges } from './count-changes'

const none = { fields: {}, stages: { toStage: {}, toSegment: {} } }

describe('countChanges', () => {
  it('is nought for the same choices in another order', () => {
    const saved = { ...none, fields: { a: '1', b: '2' } }
    expect(countChanges(saved, { ...none, fields: { b: '2', a: '1' } })).toBe(0)
  })

  it('counts what was added, changed and taken away, in fields and in both stage tables', () => {
    const saved = { fields: { a: '1', b: '2' }, stages: { toStage: { vip: 'x' }, toSegment: {} } }
    const draft = { fields: { a: '9', c: '3' }, stages: { toStage: {}, toSegment: { x: 'vip' } } }
    expect(countChanges(saved, draft)).toBe(5)
  })
})
