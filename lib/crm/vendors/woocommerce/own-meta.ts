// What WooCommerce has no field for, kept in the customer's meta data under our own prefix: plug-ins can read it there.

export const ownMeta = {
  /** Ours for a customer: the idempotency key's digest, or any new id; and what he was made from. */
  id: 'coccinelle_id',
  fingerprint: 'coccinelle_fingerprint',
  /** Counts our writes: WooCommerce's own stamp has whole seconds. */
  writes: 'coccinelle_writes',
  /** An address that WooCommerce does not take. */
  email: 'coccinelle_email',
  /** Further numbers, a JSON list of E.164. */
  phones: 'coccinelle_phones',
  preferredChannel: 'coccinelle_preferred_channel',
  language: 'coccinelle_language',
  segment: 'coccinelle_segment',
  /** A JSON list of names. */
  tags: 'coccinelle_tags',
  /** The rest of our metadata, as JSON. */
  metadata: 'coccinelle_metadata',
  /** The ledger, as JSON; the states of each channel stand beside it. */
  consents: 'coccinelle_consents',
} as const

/** `granted`, `denied`, or nothing. */
export const optInMeta = (channel: string): string => `coccinelle_opt_in_${channel}`

/** Meta keys that nothing of the shop's own may be mapped to, and for which of ours they stand. */
export const reservedMeta: Readonly<Record<string, string | null>> = {
  ...Object.fromEntries(Object.values(ownMeta).map((name) => [name, null])),
  [ownMeta.preferredChannel]: 'preferredChannel',
  [ownMeta.language]: 'language',
  [ownMeta.segment]: 'segment',
  [ownMeta.tags]: 'tags',
  [optInMeta('email')]: 'optIn.email',
  [optInMeta('sms')]: 'optIn.sms',
  [optInMeta('whatsapp')]: 'optIn.whatsapp',
  [optInMeta('phone')]: 'optIn.phone',
}
