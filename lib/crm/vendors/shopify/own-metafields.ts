// What Coccinelle keeps of its own on a customer in Shopify: unique values to find him by, and one field for all the rest.
// Type `id` is unique in the shop and found without the search.
// https://shopify.dev/docs/apps/build/custom-data/metafields/working-with-custom-ids

export const namespace = 'coccinelle'

/** Numbers and addresses beyond the one that Shopify has a place for. */
export const furtherPhones = ['phone_2', 'phone_3'] as const
export const furtherEmails = ['email_2', 'email_3'] as const
export type UniqueKey = 'id' | (typeof furtherPhones)[number] | (typeof furtherEmails)[number]

export interface OwnMetafield {
  key: UniqueKey | 'data'
  name: string
  type: 'id' | 'json'
}

export const ownMetafields: readonly OwnMetafield[] = [
  { key: 'id', name: 'Coccinelle : identifiant', type: 'id' },
  { key: 'phone_2', name: 'Coccinelle : 2e téléphone', type: 'id' },
  { key: 'phone_3', name: 'Coccinelle : 3e téléphone', type: 'id' },
  { key: 'email_2', name: 'Coccinelle : 2e adresse e-mail', type: 'id' },
  { key: 'email_3', name: 'Coccinelle : 3e adresse e-mail', type: 'id' },
  { key: 'data', name: 'Coccinelle : données', type: 'json' },
]

/** `custom.size` → its two parts. A name without a dot is Shopify's own field. */
export function metafieldName(external: string): { namespace: string; key: string } | null {
  const dot = external.indexOf('.')
  return dot === -1 ? null : { namespace: external.slice(0, dot), key: external.slice(dot + 1) }
}
