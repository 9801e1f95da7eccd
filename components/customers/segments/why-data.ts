// Why a customer is in a segment, ready to read, as the server sends it.
import { z } from 'zod'

export interface WhyLine {
  holds: boolean
  text: string
  /** What the customer has there; null when nothing. */
  value: string | null
}
export interface WhyGroup {
  holds: boolean
  match: 'all' | 'any'
  parts: (WhyLine | WhyGroup)[]
}

const lineSchema: z.ZodType<WhyLine> = z.strictObject({ holds: z.boolean(), text: z.string(), value: z.string().nullable() })
const groupSchema: z.ZodType<WhyGroup> = z.lazy(() =>
  z.strictObject({ holds: z.boolean(), match: z.enum(['all', 'any']), parts: z.array(z.union([lineSchema, groupSchema])) }),
)
const segmentSchema = z.object({ id: z.string(), name: z.string(), color: z.string().nullable(), why: groupSchema })
export type WhySegment = z.infer<typeof segmentSchema>

export const whySchema = z.object({
  /** The name of the customer's level; null while there is none. */
  segment: z.string().nullable(),
  fixed: z.object({ by: z.string().nullable(), at: z.string().nullable() }).nullable(),
  /** From the first step of the ladder to the one that holds. */
  levels: z.array(segmentSchema),
  groups: z.array(segmentSchema),
})
export type WhyData = z.infer<typeof whySchema>

export const isWhyGroup = (part: WhyLine | WhyGroup): part is WhyGroup => 'parts' in part

/** null when the server does not answer or the customer is gone. */
export async function fetchWhy(customerId: string): Promise<WhyData | null> {
  try {
    const response = await fetch(`/dashboard/customers/why?id=${encodeURIComponent(customerId)}`, {
      headers: { accept: 'application/json' },
    })
    return response.ok ? whySchema.parse(await response.json()) : null
  } catch {
    return null
  }
}
