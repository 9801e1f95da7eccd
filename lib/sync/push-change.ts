// Pushes what waits of one customer to the linked system, in order, once, whoever else pushes and whatever breaks.
import { newId } from '@/lib/shared/ids'
import type { OutboxRow } from './outbox-store'
import type { PushContext, Sent } from './push-context'
import { pushCustomer, pushDelete } from './push-customer'
import { type HandOver, pushActivity, pushNote } from './push-history'
import { pushPreferences } from './push-preferences'
import { judge } from './push-verdict'

/** `lost`: another worker has the rows by now. */
export type PushOutcome = 'sent' | 'skipped' | 'postponed' | 'held' | 'dead' | 'moved' | 'lost'

export interface Pushed {
  outcomes: PushOutcome[]
  /** Milliseconds until there is something to do again; null when nothing waits. */
  again: number | null
}

/** Rows that come while others are pushed are taken along, but not for ever: another customer's turn. */
const mostRounds = 5

/**
 * What the other system refuses never throws: it is kept beside the row. Throws only when the outbox itself cannot be
 * reached. Killed at any point, the next call goes on when the lease has ended; nothing takes effect twice.
 */
export async function pushChange(context: PushContext, customerId: string): Promise<Pushed> {
  const outcomes: PushOutcome[] = []
  for (let round = 1; round <= mostRounds; round++) {
    const claim = newId()
    const { rows, again } = await context.outbox.claim(customerId, claim, context.lease)
    if (rows.length === 0) return { outcomes, again }
    await whileHeld(context, claim, () => pushClaimed(context, customerId, claim, rows, outcomes))
  }
  return { outcomes, again: 0 }
}

/** One call with its repeats may last longer than the lease: as long as we live the rows stay ours. */
async function whileHeld({ outbox, lease }: PushContext, claim: string, work: () => Promise<void>): Promise<void> {
  // A sign of life that fails is no failure: the next one, or the next row, will tell.
  const beat = setInterval(() => void outbox.prolong(claim, lease).catch(() => false), lease / 3)
  try {
    await work()
  } finally {
    clearInterval(beat)
  }
}

/** Rows that one sending settles: several times "changed" is one change. */
interface Work {
  kind: OutboxRow['kind']
  rows: OutboxRow[]
}

/** The profile first, because the rest is about it; then as written. */
function inTurn(rows: OutboxRow[]): Work[] {
  const works: Work[] = []
  for (const row of rows) {
    const open = row.kind === 'note' || row.kind === 'activity' ? undefined : works.find(({ kind }) => kind === row.kind)
    if (open === undefined) works.push({ kind: row.kind, rows: [row] })
    else open.rows.push(row)
  }
  return [...works.filter(({ kind }) => kind === 'customer'), ...works.filter(({ kind }) => kind !== 'customer')]
}

const idsOf = (works: Work[]): string[] => works.flatMap(({ rows }) => rows.map(({ id }) => id))

async function pushClaimed(
  context: PushContext,
  customerId: string,
  claim: string,
  rows: OutboxRow[],
  outcomes: PushOutcome[],
): Promise<void> {
  const { outbox } = context
  const works = inTurn(rows)
  for (const [index, work] of works.entries()) {
    const ids = idsOf([work])
    // Rows that were taken over are pushed by whoever took them.
    if (index > 0 && !(await outbox.prolong(claim, context.lease))) return void outcomes.push('lost')
    try {
      const result = await send(context, customerId, work)
      if ('owner' in result) await outbox.handOver(claim, ids, result.owner)
      else await outbox.done(claim, ids, result)
      outcomes.push('owner' in result ? 'moved' : result.externalId === null ? 'skipped' : 'sent')
    } catch (error) {
      const attempts = Math.max(...work.rows.map((row) => row.attempts))
      const verdict = judge(error, attempts, context.random())
      switch (verdict.kind) {
        case 'settle':
          await outbox.done(claim, ids, { externalId: null, note: verdict.note })
          outcomes.push('skipped')
          break
        case 'bury':
          await outbox.bury(claim, ids, verdict.error)
          outcomes.push('dead')
          break
        case 'retry':
          await outbox.postpone(claim, ids, { ...verdict, failed: ids })
          outcomes.push('postponed')
          break
        default:
          await outbox.postpone(claim, idsOf(works.slice(index)), { ...verdict, failed: ids })
          outcomes.push(verdict.kind === 'hold' ? 'held' : 'postponed')
          return
      }
    }
  }
}

function send(context: PushContext, customerId: string, { kind, rows }: Work): Promise<Sent | HandOver> {
  const [first] = rows
  const text = (name: string): string => {
    const value = first?.payload[name]
    if (first === undefined || typeof value !== 'string') throw new TypeError(`An outbox row of kind ${kind} without ${name}`)
    return value
  }
  switch (kind) {
    case 'customer':
      return pushCustomer(context, customerId, new Set(rows.flatMap(({ payload }) => Object.keys(payload))))
    case 'preferences':
      return pushPreferences(context, customerId)
    case 'note':
      return pushNote(context, customerId, first?.id ?? '', text('noteId'))
    case 'activity':
      return pushActivity(context, customerId, first?.id ?? '', text('activityId'))
    case 'delete':
      return pushDelete(context, customerId, typeof first?.payload.madeAt === 'string' ? new Date(text('madeAt')) : null)
  }
}
