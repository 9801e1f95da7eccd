// The shop's own choices for filters, fetched when an editor opens: counting them is no work for every page.
import { z } from 'zod'

const choicesSchema = z.object({
  segments: z.array(z.string()),
  tags: z.array(z.object({ name: z.string(), customers: z.int() })),
  systems: z.array(z.object({ id: z.string(), label: z.string() })),
  groups: z.array(z.object({ id: z.string(), label: z.string() })),
  languages: z.array(z.string()),
  own: z.array(z.string()),
})
export type FilterChoices = z.infer<typeof choicesSchema>

/** null when the server does not answer: what needs no choice of the shop's still works. */
export async function fetchFilterChoices(): Promise<FilterChoices | null> {
  try {
    const response = await fetch('/dashboard/customers/filter-choices', { headers: { accept: 'application/json' } })
    return response.ok ? choicesSchema.parse(await response.json()) : null
  } catch {
    return null
  }
}
