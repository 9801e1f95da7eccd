// What has come in from a linked system, as its card shows it: how many, how fast, how much longer.
import type { StreamProgress } from '@/lib/db/source-stream-repo'

export interface SourceView {
  stream: StreamProgress['stream']
  /** Records of the first import that were read. */
  done: number
  /** Null when the system does not say. */
  total: number | null
  /** Null while it is too early to say. */
  perMinute: number | null
  minutesLeft: number | null
  isFinished: boolean
  /** Erased people, and orders that name nobody. */
  skipped: number
  pulledAt: Date | null
}

/** Milliseconds of work that a speed can be told from. */
const telling = 3_000
const minute = 60_000

export function sourceView({ stream, done, total, worked, finishedAt, skipped, pulledAt }: StreamProgress): SourceView {
  const isFinished = finishedAt !== null
  const perMinute = isFinished || done === 0 || worked < telling ? null : Math.round((done / worked) * minute)
  const left = total === null ? null : Math.max(0, total - done)
  return {
    stream,
    done,
    total,
    perMinute,
    minutesLeft: perMinute === null || perMinute === 0 || left === null ? null : Math.ceil(left / perMinute),
    isFinished,
    skipped,
    pulledAt,
  }
}
