// The shop's own segments and tags, fetched when a hand nears a place that offers them: counting them is no work for every page.

export interface Choices {
  segments: string[]
  tags: { name: string; customers: number }[]
}

export const noChoices: Choices = { segments: [], tags: [] }

const isChoices = (value: unknown): value is Choices =>
  typeof value === 'object' &&
  value !== null &&
  'segments' in value &&
  'tags' in value &&
  Array.isArray(value.segments) &&
  Array.isArray(value.tags)

/** Nothing when the server does not answer: the preset segments and free typing still work. */
export async function fetchChoices(): Promise<Choices> {
  try {
    const response = await fetch('/dashboard/customers/choices', { headers: { accept: 'application/json' } })
    const body: unknown = response.ok ? await response.json() : null
    return isChoices(body) ? body : noChoices
  } catch {
    return noChoices
  }
}
