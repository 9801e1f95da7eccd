import { describe, expect, it } from 'vitest'
import { sourceView } from './source-view'

const progress = {
  connectionId: 'c',
  stream: 'orders' as const,
  done: 12_000,
  total: 300_000,
  skipped: 2,
  error: null,
  worked: 60_000,
  finishedAt: null,
  pulledAt: null,
}

describe('what has come in from a linked system', () => {
  it('says how fast it comes and how much longer it takes', () => {
    expect(sourceView(progress)).toMatchObject({ done: 12_000, perMinute: 12_000, minutesLeft: 24, isFinished: false })
    expect(sourceView({ ...progress, worked: 30_000, done: 299_999 })).toMatchObject({ minutesLeft: 1 })
  })

  it('promises nothing it cannot know', () => {
    expect(sourceView({ ...progress, total: null })).toMatchObject({ perMinute: 12_000, minutesLeft: null })
    expect(sourceView({ ...progress, worked: 900, done: 250 })).toMatchObject({ perMinute: null, minutesLeft: null })
    expect(sourceView({ ...progress, done: 0 })).toMatchObject({ perMinute: null, minutesLeft: null })
    expect(sourceView({ ...progress, done: 1, worked: 10_000_000 })).toMatchObject({ perMinute: 0, minutesLeft: null })
  })

  it('has no speed once it is done, and more may have come than was said', () => {
    expect(sourceView({ ...progress, finishedAt: new Date() })).toMatchObject({
      perMinute: null,
      minutesLeft: null,
      isFinished: true,
    })
    expect(sourceView({ ...progress, done: 300_007 })).toMatchObject({ minutesLeft: 0 })
  })
})
