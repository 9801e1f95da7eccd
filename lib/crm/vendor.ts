// What a vendor declares about itself: one manifest, read by the registry, the factory, the doors and the settings screen.
import type { z } from 'zod'
import type { Capabilities, CustomerSystem } from '@/lib/customers/customer-system'
import type { Access } from './access'
import type { Priority } from './http'
import type { KeyHandover } from './key-handover'
import type { OAuthProvider } from './oauth-provider'

/** One thing a person gives to connect the vendor. `labelKey` and `hintKey` are keys of the message catalogues. */
export interface ConnectField {
  name: string
  kind: 'text' | 'url' | 'secret'
  required: boolean
  labelKey: string
  hintKey?: string
  /** Only for this way of connecting; absent: for every way. */
  way?: ConnectWay
}

/**
 * `token`: the person pastes what the vendor gave; `oauth2`: a button to the vendor's consent page; `handover`: a button to a
 * page of the system, which then hands its keys over to us.
 */
export type ConnectWay = 'token' | 'oauth2' | 'handover'

/** A request from the vendor exactly as it came. Header names are lower-case. */
export interface VendorDelivery {
  method: 'POST'
  /** The public address it was sent to, built from the configured origin; never from what the sender claims. */
  url: string
  headers: Readonly<Record<string, string>>
  body: Buffer
  /** What the address holds after the connection's id; null without it. */
  pathSecret: string | null
}

/** What the vendor says happened; never more than a hint, the record is read again. Ids are the vendor's, as text. */
export interface ChangeHint {
  /**
   * `erase`: the vendor removed the person for privacy. `merge`: `mergedIds` became `externalId`. `order`: something happened
   * to an order, `externalId` is the order's; the others are of customers.
   */
  kind: 'upsert' | 'delete' | 'erase' | 'merge' | 'order'
  externalId: string
  mergedIds: string[]
  at: Date
}

/** One thing to store: `eventId` recognises a repeat by content where the vendor's own ids are not unique. */
export interface VendorEvent {
  eventId: string
  hints: ChangeHint[]
}

/** What a delivery is checked against. Secrets newest first; empty when the operator or the connection has none. */
export interface WebhookTrust {
  secrets: readonly string[]
  /** The vendor's id of the connected account; null while unknown. */
  accountId: string | null
}

/** Reads what the vendor sends us. */
export interface VendorWebhook {
  /** Media types without parameters; anything else is refused. */
  readonly mediaTypes: readonly string[]
  readonly maxBytes: number
  /**
   * `app`: signed with the client secret of the operator's app, one address for all shops, the account is in the body.
   * `connection`: a secret of this connection (made by us when it is linked).
   */
  readonly secret: 'app' | 'connection'
  /** The system is told by us where to send (KeepsWebhooks): nobody has to enter an address there. */
  readonly isKept?: true
  /** Headers, beside the content type, without which `parse` cannot read a delivery again; lower-case, no secrets. */
  readonly keptHeaders?: readonly string[]
  /** Whether the vendor sent these bytes. Missing header or secret: false. Never throws. */
  verify(delivery: VendorDelivery, trust: WebhookTrust, now: Date): boolean
  /** Accounts that a verified delivery speaks of. */
  accounts(delivery: VendorDelivery): string[]
  /** What it says of one account. Throws CrmError `invalid` when it is not what the vendor promises. */
  parse(delivery: VendorDelivery, accountId: string): VendorEvent[]
  /** A body that may be stored, without a live token that the vendor puts into it; absent: bodies are stored as they came. */
  storable?(body: Buffer): Buffer
  /** The answer that the vendor expects to an accepted or repeated delivery. */
  accepted(): { status: number; contentType: string; body: string }
}

/** What a live connection brings beside its credentials. */
export interface VendorServices {
  access: Access
  /** Key of the shared budget: one a connection. */
  account: string
  /** Interactive calls go before background ones. */
  priority: Priority
}

export interface VendorManifest<Id extends string = string> {
  /** The `type` of the configuration and of CrmConnection.vendor. */
  readonly id: Id
  /** Other names the configuration accepts. */
  readonly aliases: readonly string[]
  /** A proper name, the same in every language. */
  readonly label: string
  /** Key of the message catalogues: one sentence for people who choose a system. */
  readonly summaryKey: string
  /** Keys of the message catalogues: what a person should know before choosing (an emulated merge, a limit). */
  readonly caveatKeys: readonly string[]
  readonly ways: readonly ConnectWay[]
  readonly connectFields: readonly ConnectField[]
  readonly oauth: OAuthProvider | null
  /** Needed for the way of this name. */
  readonly handover?: KeyHandover
  readonly capabilities: Capabilities
  /** `development`: not offered to shops, only to those who build. */
  readonly audience: 'shops' | 'development'
  /**
   * A system for one shop. Credentials and options are parsed here; CrmError `invalid` names the refused field.
   * Nothing is sent before the first call of a method. Without `services` the credentials themselves open the API.
   */
  create(credentials: unknown, options: unknown, services?: VendorServices): CustomerSystem
  readonly webhook: VendorWebhook | null
  /** The options of a link whose settings nobody has changed, as `create` reads them. */
  defaultOptions(): Readonly<Record<string, unknown>>
}

/** A manifest as its folder writes it, with schemas for what `create` is given. */
export interface VendorDefinition<Id extends string, C extends z.ZodType, O extends z.ZodType> extends Omit<
  VendorManifest<Id>,
  'create' | 'defaultOptions'
> {
  readonly credentialsSchema: C
  readonly optionsSchema: O
  create(credentials: z.output<C>, options: z.output<O>, services?: VendorServices): CustomerSystem
}

/** The registry: every id has its manifest, and a missing one does not compile. */
export type VendorRegistry<Id extends string> = { readonly [K in Id]: VendorManifest<K> }
