// From what a connection holds to a shop that can be called.
import { createHash } from 'node:crypto'
import type { z } from 'zod'
import { parseInput } from '@/lib/customers/parse-input'
import { CrmError } from '@/lib/shared/errors'
import { normaliseMapping } from '../../field-mapping'
import type { VendorServices } from '../../vendor'
import { ShopifyAccount } from './account'
import { ShopifyClient } from './client'
import { shopifyCredentialsSchema, shopifyOptionsSchema } from './options'
import { ownAccess } from './own-access'
import { isAnyShopUrl, isShopUrl, ownOrigins, shopUrl } from './shop-address'

/** Throws `invalid` and names the refused field. */
export function openAccount(
  credentials: z.input<typeof shopifyCredentialsSchema>,
  options: z.input<typeof shopifyOptionsSchema>,
  services: VendorServices | undefined,
): ShopifyAccount {
  const given = parseInput(shopifyCredentialsSchema, credentials)
  const { timeout, region, locale, customFieldMapping, bulkFrom } = parseInput(shopifyOptionsSchema, options)
  const { shop } = given
  if (services === undefined && shop === undefined)
    throw new CrmError('invalid', 'A shop is needed', { issues: [{ path: ['shop'], reason: 'required' }] })
  const account = services?.account ?? nameOf(given)
  const client = new ShopifyClient({
    access: services?.access ?? ownAccess(account, given),
    account,
    priority: services?.priority ?? 'interactive',
    apiUrl: shop === undefined ? null : shopUrl(shop),
    ownOrigins: ownOrigins(),
    // A link by consent knows its shop by the address that the grant is for.
    allows: (url) => (shop === undefined ? isAnyShopUrl(url) : isShopUrl(shop, url)),
    timeout,
  })
  const { mapping } = normaliseMapping(customFieldMapping)
  const mapped = [...new Set(Object.values(mapping))].filter((external) => external !== 'note')
  return new ShopifyAccount(account, client, { region, locale, mapping, mapped }, bulkFrom)
}

/** A shop's own name in this process, which tells nothing of its secrets; two apps of one shop have a bucket each. */
const nameOf = ({ shop, accessToken, clientId, clientSecret }: z.output<typeof shopifyCredentialsSchema>): string =>
  `shop ${createHash('sha256')
    .update(JSON.stringify([shop, accessToken, clientId, clientSecret]))
    .digest('hex')
    .slice(0, 16)}`
