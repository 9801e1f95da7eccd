// PORT: a door through which customers write. One folder a channel under lib/channels; all pass lib/channels/contract.
import type { z } from 'zod'
import type { ContactChannel } from '@/lib/customers/customer'
import type { InboundMessage } from './inbound-message'

/** A delivery exactly as it came. Header names are lower-case; a header given twice is refused before this point. */
export interface RawDelivery {
  method: 'GET' | 'POST'
  /** The public address it was sent to, built from the configured origin; never from what the sender claims. */
  url: string
  headers: Readonly<Record<string, string>>
  body: Buffer
}

/** Opened secrets, newest first; two while a secret is being rotated. Any of them may verify. */
export interface ChannelConfig {
  secrets: readonly string[]
  settings: unknown
}

export interface DeliveredEvent {
  /** The id that makes a repeat of this delivery recognisable. */
  eventId: string
  messages: InboundMessage[]
}

export interface ChannelType<S extends z.ZodType = z.ZodType> {
  /** As in `channel:create --type`. */
  readonly id: string
  readonly channel: ContactChannel | 'any'
  /** Settings next to the secret; parsed when the channel is made and when it is read. */
  readonly settingsSchema: S
  /** The media type of its deliveries, without parameters; anything else is refused. */
  readonly mediaType: string
  /** Largest body in bytes; more is refused before it is read. */
  readonly maxBytes: number
  /** Whether the shop brings the secret (a vendor's token) or we make it and show it once. */
  readonly secret: 'given' | 'generated'
  /** What a secret looks like; checked when one is given. */
  readonly secretSchema: z.ZodType<string>
  /** Makes a secret of the right form. */
  makeSecret(): string
  /** Whether one of the secrets signed these bytes. Missing header, missing secret: false. Never throws. */
  verify(delivery: RawDelivery, config: ChannelConfig, now: Date): boolean
  /** Reads a verified delivery. Throws CrmError `invalid` with issues when it is not what the door promises. */
  parse(delivery: RawDelivery, config: ChannelConfig): DeliveredEvent
  /** The answer that the sender expects to an accepted (or repeated) delivery; `contentType` is empty with an empty body. */
  accepted(): { status: number; contentType: string; body: string }
  /** A correctly signed delivery as the sender would make it: for "send a test message" and for the tests. */
  sample(message: { from: string; text: string; externalId: string }, config: ChannelConfig, url: string, now: Date): RawDelivery
}
