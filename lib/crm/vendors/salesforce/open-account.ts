// From what a connection holds to an org that can be called.
import { createHash } from 'node:crypto'
import type { z } from 'zod'
import { parseInput } from '@/lib/customers/parse-input'
import { fractionDigits } from '@/lib/shared/money'
import { normaliseMapping } from '../../field-mapping'
import type { VendorServices } from '../../vendor'
import { SalesforceAccount } from './account'
import { SalesforceClient } from './client'
import { salesforceCredentialsSchema, salesforceOptionsSchema } from './options'
import { orgMemory } from './org-memory'
import { ownAccess } from './own-access'

/** Throws `invalid` and names the refused field. */
export function openAccount(
  credentials: z.input<typeof salesforceCredentialsSchema>,
  options: z.input<typeof salesforceOptionsSchema>,
  services: VendorServices | undefined,
): SalesforceAccount {
  const given = parseInput(salesforceCredentialsSchema, credentials)
  const { apiVersion, timeout, customFieldMapping, region, locale, currency } = parseInput(salesforceOptionsSchema, options)
  const account = services?.account ?? tokenName(`${given.instanceUrl} ${given.accessToken}`)
  const memory = orgMemory(account)
  const client = new SalesforceClient({
    access: services?.access ?? ownAccess(given),
    account,
    priority: services?.priority ?? 'interactive',
    timeout,
    apiVersion: apiVersion ?? null,
    memory,
  })
  const { mapping } = normaliseMapping(customFieldMapping)
  return new SalesforceAccount(client, memory, { region, locale, currency, minorDigits: fractionDigits(currency), mapping })
}

/** A token's own name in this process, which tells nothing of it. */
const tokenName = (token: string): string => `token ${createHash('sha256').update(token).digest('hex').slice(0, 16)}`
