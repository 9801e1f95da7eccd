// The ledger's newest word per channel, as the list of preferences shows it.
import type { Preferences } from '@/lib/consent/preferences'
import { consentChannels } from '../customer-words'
import type { ConsentLine } from './consent-list'

export const channelConsents = ({ optIn, consents }: Preferences): ConsentLine[] =>
  consentChannels.map((channel) => {
    const entry = consents.find((one) => one.channel === channel)
    return {
      channel,
      granted: optIn[channel],
      source: entry?.source ?? null,
      proof: entry?.proof ?? null,
      at: entry?.at.toISOString() ?? null,
    }
  })
