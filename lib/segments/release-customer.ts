// A segment that somebody set is given back to the ladder, which decides from now on.
import { z } from 'zod'
import { parseInput } from '@/lib/customers/parse-input'
import { notFound } from '@/lib/shared/errors'
import type { SegmentCase } from './segment-store'

export const customerToReleaseSchema = z.strictObject({ id: z.string().min(1).max(100) })

/** Until the job has looked, the segment stays as it is. Throws `not_found`. */
export async function releaseCustomer({ segments }: SegmentCase, input: unknown): Promise<void> {
  const { id } = parseInput(customerToReleaseSchema, input)
  await segments.write(async (tx) => {
    const released = await tx.release(id)
    if (released === null) throw notFound('customer')
    await tx.audit('segment.release', id, { segment: released.before })
  })
}
