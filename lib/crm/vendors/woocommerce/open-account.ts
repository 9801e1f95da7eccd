// From what a connection holds to a shop that can be called.
import type { z } from 'zod'
import { parseInput } from '@/lib/customers/parse-input'
import { CrmError } from '@/lib/shared/errors'
import type { AccessGrant } from '../../access'
import { normaliseMapping } from '../../field-mapping'
import { staticAccess } from '../../static-access'
import type { VendorServices } from '../../vendor'
import { WooAccount } from './account'
import { WooClient } from './client'
import { wooCredentialsSchema, wooOptionsSchema } from './options'
import { readStoreUrl } from './store-url'

/** Throws `invalid` and names the refused field. */
export function openAccount(
  credentials: z.input<typeof wooCredentialsSchema>,
  options: z.input<typeof wooOptionsSchema>,
  services: VendorServices | undefined,
): { account: WooAccount; storeUrl: () => Promise<string> } {
  const given = parseInput(wooCredentialsSchema, credentials)
  const { timeout, region, locale, currency, customFieldMapping } = parseInput(wooOptionsSchema, options)
  const access = services?.access ?? staticAccess(ownGrant(given))
  const name = services?.account ?? `${given.storeUrl} ${given.consumerKey}`
  const client = new WooClient({ access, account: name, priority: services?.priority ?? 'interactive', timeout })
  const { mapping } = normaliseMapping(customFieldMapping)
  return {
    account: new WooAccount(name, client, { region, locale, currency, mapping }),
    storeUrl: async () => readStoreUrl((await access.current()).apiUrl ?? ''),
  }
}

function ownGrant({ storeUrl, consumerKey, consumerSecret }: z.output<typeof wooCredentialsSchema>): AccessGrant {
  if (storeUrl !== undefined && consumerKey !== undefined && consumerSecret !== undefined)
    return { accessToken: `${consumerKey}:${consumerSecret}`, apiUrl: storeUrl }
  const missing = Object.entries({ storeUrl, consumerKey, consumerSecret }).filter(([, value]) => value === undefined)
  throw new CrmError('invalid', 'An address and a pair of keys are needed', {
    issues: missing.map(([name]) => ({ path: [name], reason: 'required' })),
  })
}
