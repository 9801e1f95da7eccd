// Whether a customer may be asked for his agreement on a channel: once in a while, and never again once he has answered.

/** Days that a customer is left in peace after he was asked. */
export const askAgainDays = 90

export interface Askable {
  /** Where he is reached on the channel; null when nowhere. */
  address: string | null
  /** His newest word there; null when he never said anything. */
  state: 'granted' | 'denied' | null
  /** Within `askAgainDays`. */
  asked: boolean
}

export const askRefusals = ['no_address', 'agreed', 'denied', 'asked'] as const
export type AskRefusal = (typeof askRefusals)[number]

/** Null when he may be asked. */
export function whyNotAsk({ address, state, asked }: Askable): AskRefusal | null {
  if (state !== null) return state === 'granted' ? 'agreed' : 'denied'
  if (address === null) return 'no_address'
  return asked ? 'asked' : null
}
