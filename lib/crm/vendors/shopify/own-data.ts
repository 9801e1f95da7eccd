// Our one field on a customer: what Shopify has no place for. Written only over what was read, by its digest.
import { z } from 'zod'
import { consentEntrySchema } from '@/lib/consent/preferences'
import { contactChannelSchema, metadataSchema } from '@/lib/customers/customer'
import type { WireCustomer } from './schema'

const ledgerSchema = z.array(consentEntrySchema.extend({ at: z.iso.datetime().transform((text) => new Date(text)) }))

/** `phones` and `emails` beyond Shopify's own; `consents` oldest first; `fingerprint` of what he was made from. */
const dataSchema = z.object({
  phones: z.array(z.string()).default([]),
  emails: z.array(z.string()).default([]),
  preferredChannel: contactChannelSchema.nullable().default(null),
  metadata: metadataSchema.default({}),
  consents: ledgerSchema.default([]),
  fingerprint: z.string().optional(),
})
export type OwnData = z.output<typeof dataSchema>

/** Nothing of ours; the same when somebody spoilt it there. */
const nothing = (): OwnData => dataSchema.parse({})

export function ownData({ data }: Pick<WireCustomer, 'data'>): OwnData {
  if (data === null) return nothing()
  try {
    return dataSchema.catch(nothing).parse(JSON.parse(data.value))
  } catch {
    return nothing()
  }
}

/** Characters of a JSON field at most, with room to spare. https://shopify.dev/docs/apps/build/custom-data/metafields/list-of-data-types */
const longest = 60_000

/** The oldest lines of the ledger go when it no longer fits; the newest of each channel stays. Null: it does not fit at all. */
export function dataText(data: OwnData): string | null {
  const consents = [...data.consents]
  const isNewest = ({ channel }: OwnData['consents'][number], at: number) =>
    consents.findLastIndex((other) => other.channel === channel) === at
  for (;;) {
    const text = JSON.stringify({ ...data, consents })
    if (text.length <= longest) return text
    const oldest = consents.findIndex((entry, at) => !isNewest(entry, at))
    if (oldest === -1) return null
    consents.splice(oldest, 1)
  }
}
