// Asks the server whom a text means.
import type { TillAnswer } from './till-card'

export const foundPath = '/dashboard/till/found'

/** An answer that does not come by then is a failure. Milliseconds. */
const patience = 10_000

const isAnswer = (body: unknown): body is Omit<TillAnswer, 'query'> =>
  typeof body === 'object' && body !== null && 'cards' in body && Array.isArray(body.cards) && 'more' in body

/** Throws when there is no answer, and when `stop` says that nobody waits for it any longer. */
export async function fetchFoundCustomers(query: string, stop: AbortSignal): Promise<TillAnswer> {
  const call = new AbortController()
  const give = () => call.abort()
  const timer = setTimeout(give, patience)
  stop.addEventListener('abort', give, { once: true })
  try {
    const response = await fetch(`${foundPath}?${new URLSearchParams({ query })}`, {
      signal: call.signal,
      headers: { accept: 'application/json' },
    })
    // Signed out, the answer is the sign-in page, which is no JSON: a failure like any other.
    const body: unknown = response.ok ? await response.json() : null
    if (!isAnswer(body)) throw new Error('no answer')
    return { query, cards: body.cards, more: body.more }
  } finally {
    clearTimeout(timer)
    stop.removeEventListener('abort', give)
  }
}
