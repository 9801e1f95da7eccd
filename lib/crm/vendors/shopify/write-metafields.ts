// Writing a customer's own fields: ours over what was read, the shop's as they take a value.
import { CrmError } from '@/lib/shared/errors'
import { log } from '@/lib/shared/log'
import type { ShopifyAccount } from './account'
import { metafieldText } from './metafield-value'
import { dataText, type OwnData, ownData } from './own-data'
import { furtherEmails, furtherPhones, metafieldName, namespace, type UniqueKey } from './own-metafields'
import { needNoErrors } from './refusal'
import { gid, outcomes, type UserError, type WireCustomer } from './schema'

interface Named {
  namespace: string
  key: string
}
export interface MetafieldText extends Named {
  type: string
  value: string
}
/** What is set, what is cleared, and the note where it was chosen. */
export interface Writes {
  set: MetafieldText[]
  cleared: Named[]
  note?: string
}

/** Fields of one call at most. https://shopify.dev/docs/api/admin-graphql/latest/mutations/metafieldsSet */
const mostAtOnce = 25
const mostGoes = 6

/**
 * Values of ours in the fields that the shop chose, by our names. What a field does not take is left out and logged by name.
 * @param values by internal name; those without a mapping are not looked at
 */
export async function mappedWrites(account: ShopifyAccount, values: Readonly<Record<string, unknown>>): Promise<Writes> {
  const { mapping } = account.shop
  const writes: Writes = { set: [], cleared: [] }
  const chosen = Object.entries(values).flatMap(([internal, value]) => {
    const external = mapping[internal]
    return external === undefined ? [] : [{ internal, external, value }]
  })
  if (chosen.length === 0) return writes
  const definitions = await account.definitions()
  const left: string[] = []
  for (const { internal, external, value } of chosen) {
    const name = metafieldName(external)
    // A field that nobody defined is a line of text.
    const type = name === null ? 'multi_line_text_field' : (definitions.get(external)?.type.name ?? 'single_line_text_field')
    const text = metafieldText(value, type)
    if (text === null) left.push(internal)
    else if (name === null) writes.note = text
    else if (text === '') writes.cleared.push(name)
    else writes.set.push({ ...name, type, value: text })
    // An agreement is certain in our own register: theirs says nothing rather than something else.
    if (text === null && name !== null && internal.startsWith('optIn.')) writes.cleared.push(name)
  }
  if (left.length > 0) log().warn({ vendor: 'shopify', account: account.name, left }, 'mapped fields do not take a value')
  return writes
}

/** Numbers and addresses beyond Shopify's own as unique fields, so that he is found by them. */
export function furtherWrites({ phones, emails }: Pick<OwnData, 'phones' | 'emails'>): Writes {
  const writes: Writes = { set: [], cleared: [] }
  const put = (keys: readonly UniqueKey[], values: readonly string[]) =>
    keys.forEach((key, at) => {
      const value = values[at]
      if (value === undefined) writes.cleared.push({ namespace, key })
      else writes.set.push({ namespace, key, type: 'id', value })
    })
  put(furtherPhones, phones)
  put(furtherEmails, emails)
  return writes
}

export const bothWrites = (a: Writes, b: Writes): Writes => ({
  ...a,
  ...b,
  set: [...a.set, ...b.set],
  cleared: [...a.cleared, ...b.cleared],
})

const isStale = ({ code }: UserError): boolean => code === 'STALE_OBJECT' || code === 'INVALID_COMPARE_DIGEST'

/**
 * Changes our own field, however many do so at once: what somebody else has written meanwhile is read, and `change` is asked
 * again. Further fields go with it. Throws `invalid` when there is more than the field holds, or a field is another than we
 * thought (`property_missing`: see `withDefinitions`).
 */
export async function changeData(
  account: ShopifyAccount,
  customer: WireCustomer,
  change: (data: OwnData, customer: WireCustomer) => OwnData,
  further: Writes = { set: [], cleared: [] },
): Promise<void> {
  let current = customer
  for (let go = 1; ; go++) {
    const text = dataText(change(ownData(current), current))
    if (text === null)
      throw new CrmError('invalid', 'There is more than Shopify’s field holds', {
        issues: [{ path: ['metadata'], reason: 'too_big_string', params: { maximum: 60_000 } }],
      })
    const digest = current.data?.compareDigest ?? null
    const data =
      text === current.data?.value ? [] : [{ namespace, key: 'data', type: 'json', value: text, compareDigest: digest }]
    const errors = await setMetafields(account, customer.id, [...data, ...further.set])
    if (!errors.some(isStale)) {
      needNoErrors(errors)
      return clearMetafields(account, customer.id, further.cleared)
    }
    if (go >= mostGoes) throw new CrmError('unavailable', 'Others keep writing the same customer', { retryAfter: 1 })
    current = await account.need(customer.id)
  }
}

/** The first call is the one with our own field, and all of a call is written or nothing. */
async function setMetafields(
  account: ShopifyAccount,
  id: string,
  metafields: readonly (MetafieldText & { compareDigest?: string | null })[],
): Promise<UserError[]> {
  for (let from = 0; from < metafields.length; from += mostAtOnce) {
    const part = metafields.slice(from, from + mostAtOnce).map((metafield) => ({ ownerId: gid('Customer', id), ...metafield }))
    const { metafieldsSet } = await account.client.run(account.operations.setMetafields, outcomes.setMetafields, {
      metafields: part,
    })
    if (metafieldsSet.userErrors.length > 0) return metafieldsSet.userErrors
  }
  return []
}

export async function clearMetafields(account: ShopifyAccount, id: string, names: readonly Named[]): Promise<void> {
  for (let from = 0; from < names.length; from += mostAtOnce) {
    const metafields = names.slice(from, from + mostAtOnce).map((name) => ({ ownerId: gid('Customer', id), ...name }))
    const { metafieldsDelete } = await account.client.run(account.operations.deleteMetafields, outcomes.deleteMetafields, {
      metafields,
    })
    needNoErrors(metafieldsDelete.userErrors)
  }
}
