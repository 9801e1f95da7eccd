// A line in the timeline: a message, a call, a visit.
import { z } from 'zod'
import { notFound } from '@/lib/shared/errors'
import { instantSchema } from '@/lib/shared/instant'
import { toMetadata } from './create-customer'
import { activityTypeSchema, type CustomerActivity } from './customer'
import type { WriteOnce } from './customer-system'
import { parseInput } from './parse-input'
import type { UseCase } from './use-case'
import { writeRowOnce } from './write-row-once'

export const newActivitySchema = z
  .object({
    type: activityTypeSchema,
    channel: z.string().trim().min(1).max(40).nullable().default(null),
    description: z.string().trim().max(2000).optional(),
    timestamp: instantSchema.optional(),
    metadata: z.record(z.string().max(120), z.unknown()).default({}),
  })
  .strict()
export type NewActivityInput = z.input<typeof newActivitySchema>

/**
 * Description defaults to the text of a `message` in the metadata; the same `idempotencyKey` gives the same line.
 * Throws `not_found`, `invalid` or `conflict` (`idempotency_key_reused`).
 */
export async function logInteraction(
  { store, clock }: UseCase,
  id: string,
  input: NewActivityInput,
  options: Pick<WriteOnce, 'idempotencyKey'> = {},
): Promise<CustomerActivity> {
  const activity = parseInput(newActivitySchema, input)
  const timestamp = activity.timestamp ?? clock()
  const message = activity.metadata.message
  const fingerprint = ['log-interaction', id, activity.type, activity.channel ?? '', JSON.stringify(activity.metadata)]
  const read = (cursor: string | null) => store.activities(id, { cursor, limit: 200 })
  return writeRowOnce(store, options, fingerprint, read, async (tx) => {
    if ((await tx.lock(id)) === null) throw notFound('customer')
    const line = await tx.insertActivity({
      customerId: id,
      type: activity.type,
      channel: activity.channel,
      description: activity.description ?? (typeof message === 'string' ? message.slice(0, 2000) : ''),
      timestamp,
      metadata: toMetadata(activity.metadata),
    })
    if (activity.channel !== null && contactTypes.has(activity.type)) await tx.touchContact(id, activity.channel, timestamp)
    await tx.audit('activity.create', 'activity', line.id, { customerId: id, type: activity.type })
    await tx.announce({ kind: 'activity', customerId: id })
    return line
  })
}

const contactTypes = new Set(['message_received', 'message_sent', 'call', 'visit'])
