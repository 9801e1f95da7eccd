// What a vendor declares about itself: one manifest, read by the registry, the factory and the settings screen.
import type { z } from 'zod'
import type { Capabilities, CustomerSystem } from '@/lib/customers/customer-system'

/** One thing a person gives to connect the vendor. `labelKey` is a key of the message catalogues. */
export interface ConnectField {
  name: string
  kind: 'text' | 'url' | 'secret'
  required: boolean
  labelKey: string
}

/** Reads what the vendor sends us. Null for a vendor that sends nothing. */
export interface VendorWebhook {
  verify(delivery: { url: string; headers: Readonly<Record<string, string>>; body: Buffer }, secrets: readonly string[]): boolean
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
  readonly auth: 'none' | 'token' | 'oauth2'
  readonly connectFields: readonly ConnectField[]
  readonly capabilities: Capabilities
  /** `development`: not offered to shops, only to those who build. */
  readonly audience: 'shops' | 'development'
  /**
   * A system for one shop. Credentials and options are parsed here; CrmError `invalid` names the refused field.
   * Nothing is sent before the first call of a method.
   */
  create(credentials: unknown, options: unknown): CustomerSystem
  readonly webhook: VendorWebhook | null
}

/** A manifest as its folder writes it, with schemas for what `create` is given. */
export interface VendorDefinition<Id extends string, C extends z.ZodType, O extends z.ZodType> extends Omit<
  VendorManifest<Id>,
  'create'
> {
  readonly credentialsSchema: C
  readonly optionsSchema: O
  create(credentials: z.output<C>, options: z.output<O>): CustomerSystem
}

/** The registry: every id has its manifest, and a missing one does not compile. */
export type VendorRegistry<Id extends string> = { readonly [K in Id]: VendorManifest<K> }
