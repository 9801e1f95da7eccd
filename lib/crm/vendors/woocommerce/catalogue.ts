// The fields of the shop's own for the mapping screen: meta data has no schema, so the newest accounts show what there is.
import type { ExternalField, MissingField } from '@/lib/customers/field-catalogue'
import { CrmError } from '@/lib/shared/errors'
import type { WooAccount } from './account'
import { metaText } from './meta'

/** Meta data of WordPress and WooCommerce themselves, which no shop means to map. */
const isInternal = (key: string): boolean =>
  /^(_|wp_|coccinelle_|session_tokens|closedpostboxes|metaboxhidden|meta-box|wc_last_active|last_update|paying_customer)/.test(
    key,
  )

export async function listFields(account: WooAccount): Promise<ExternalField[]> {
  const { rows } = await account.client.customers({ order: 'desc' })
  const seen = rows.flatMap(({ meta_data: meta }) => meta.map(({ key }) => key)).filter((key) => !isInternal(key))
  const names = [...new Set([...seen, ...Object.values(account.shop.mapping)])]
  return names
    .filter((name) => /^[A-Za-z][A-Za-z0-9_.-]{0,127}$/.test(name))
    .sort((a, b) => a.localeCompare(b))
    .map((name) => ({ name, label: name, type: 'text', writable: true, maxLength: null, choices: [] }))
}

/** Meta data needs no making. Throws when the shop cannot be asked. */
export async function missingFields(account: WooAccount): Promise<MissingField[]> {
  await account.client.customers({ per_page: '1' })
  return []
}

export async function readFields(
  account: WooAccount,
  id: string,
  names: readonly string[],
): Promise<Record<string, string | null> | null> {
  const customer = await account.find(id)
  return customer === null ? null : Object.fromEntries(names.map((name) => [name, metaText(customer.meta_data, name)]))
}

/** Whether a WooCommerce of the version that is spoken answers here. Throws `bad_response` (`store_api_missing`). */
export async function readShop(account: WooAccount): Promise<string | null> {
  const { name, namespaces } = await account.client.index()
  if (!namespaces.includes('wc/v3'))
    throw new CrmError('bad_response', 'There is no WooCommerce at this address', { reason: 'store_api_missing' })
  return name.trim() === '' ? null : name.trim()
}
