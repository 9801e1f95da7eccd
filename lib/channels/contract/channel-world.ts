// What a channel brings to its contract: genuine deliveries, signed without the channel's own code.
import type { ChannelType, RawDelivery } from '@/lib/messages/channel'
import type { InboundMessage } from '@/lib/messages/inbound-message'

export const address = 'https://hub.example.org/api/webhooks/messages/0190c0de-0000-7000-8000-000000000001'
export const now = new Date('2026-11-22T10:00:00Z')

export interface ChannelWorld {
  type: ChannelType
  settings: Record<string, unknown>
  /** Two secrets of the right form, the second another tenant's. */
  secrets: readonly [string, string]
  /** Bodies as senders make them, with part of what must be read from them. */
  bodies: Record<string, { body: Buffer; reads: Partial<InboundMessage> }>
  /** Signs as the sender's documentation says, written apart from the channel's own code. `deliveryId` where the scheme has one. */
  sign(body: Buffer, secret: string, options?: { url?: string; at?: Date; deliveryId?: string }): RawDelivery
  /** The header with the signature, and whether the scheme signs the address and the time. */
  signatureHeader: string
  signsAddress: boolean
  signsTime: boolean
  /** True when two bodies are the same to the scheme, so that one in place of the other is no forgery. */
  sameToScheme(one: Buffer, other: Buffer): boolean
  /** Forgeries that only this scheme knows. */
  forgeries(genuine: RawDelivery, secret: string): Record<string, RawDelivery>
  /** Bodies that the sender could sign but that are not what the door promises, and the field to name. */
  malformed: Record<string, { body: Buffer; field: string }>
  accepted: { status: number; contentType: string; body: string }
}
