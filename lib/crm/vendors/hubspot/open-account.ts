// From what a connection holds to an account that can be called.
import { createHash } from 'node:crypto'
import type { z } from 'zod'
import { parseInput } from '@/lib/customers/parse-input'
import { vendorEnvironment } from '@/lib/shared/env'
import { CrmError } from '@/lib/shared/errors'
import { normaliseMapping } from '../../field-mapping'
import { staticAccess } from '../../static-access'
import type { VendorServices } from '../../vendor'
import { HubspotAccount } from './account'
import { HubspotClient } from './client'
import { hubspotCredentialsSchema, hubspotOptionsSchema } from './options'

const apiHost = 'https://api.hubapi.com'

/**
 * Requests in 10 seconds that HubSpot gives an app of one account and an OAuth app of many; a smaller plan's answers say less.
 * https://developers.hubspot.com/docs/developer-tooling/platform/usage-guidelines
 */
const burst = { token: 190, consent: 110 }

/** Throws `invalid` and names the refused field. */
export function openAccount(
  credentials: z.input<typeof hubspotCredentialsSchema>,
  options: z.input<typeof hubspotOptionsSchema>,
  services: VendorServices | undefined,
): HubspotAccount {
  const { accessToken, portalId } = parseInput(hubspotCredentialsSchema, credentials)
  const { apiUrl, timeout, region, locale, stages, customFieldMapping, version } = parseInput(hubspotOptionsSchema, options)
  if (accessToken === undefined && services === undefined)
    throw new CrmError('invalid', 'A token is needed', { issues: [{ path: ['accessToken'], reason: 'required' }] })
  const { baseUrl } = vendorEnvironment('hubspot')
  // A portal's number is only somebody's claim: good for a budget, not for what is believed of an account.
  const name = services?.account ?? tokenName(accessToken ?? '')
  const client = new HubspotClient({
    access: services?.access ?? staticAccess({ accessToken: accessToken ?? '', apiUrl: null }),
    account: services?.account ?? portalId ?? name,
    priority: services?.priority ?? 'interactive',
    apiUrl: apiUrl ?? baseUrl ?? apiHost,
    ownOrigins: baseUrl === undefined ? [] : [new URL(baseUrl).origin],
    timeout,
    version,
    burst: accessToken === undefined ? burst.consent : burst.token,
  })
  return new HubspotAccount(name, client, {
    region,
    locale,
    stages,
    mapping: normaliseMapping(customFieldMapping).mapping,
  })
}

/** Two accounts never share a budget, or the breaker that one's outage opens. */
const tokenName = (token: string): string => `token ${createHash('sha256').update(token).digest('hex').slice(0, 16)}`
