// What a glance at a customer shows, ready to read, as the server sends it.
import { z } from 'zod'

export const peekSchema = z.object({
  id: z.string(),
  name: z.string().nullable(),
  tags: z.array(z.string()),
  segment: z.string().nullable(),
  phone: z.object({ value: z.string(), text: z.string() }).nullable(),
  email: z.string().nullable(),
  contactAt: z.string().nullable(),
  contactChannel: z.string().nullable(),
  orderCount: z.int(),
  spent: z.string().nullable(),
  average: z.string().nullable(),
  orders: z.array(z.object({ id: z.string(), at: z.string(), total: z.string(), status: z.string() })),
  consents: z.partialRecord(z.enum(['sms', 'whatsapp', 'email', 'phone']), z.enum(['granted', 'denied'])),
  note: z.object({ text: z.string(), by: z.string(), at: z.string() }).nullable(),
})
export type PeekData = z.infer<typeof peekSchema>

/** null when the server does not answer, `gone` when the customer is no longer there. */
export async function fetchPeek(id: string): Promise<PeekData | 'gone' | null> {
  try {
    const response = await fetch(`/dashboard/customers/peek?id=${encodeURIComponent(id)}`, {
      headers: { accept: 'application/json' },
    })
    if (response.status === 404) return 'gone'
    return response.ok ? peekSchema.parse(await response.json()) : null
  } catch {
    return null
  }
}
