// Which addresses are Salesforce's: a token goes nowhere else.
import { vendorEnvironment } from '@/lib/shared/env'
import { CrmError } from '@/lib/shared/errors'

/**
 * Hosts of the API: login hosts, My Domains (`acme.my.salesforce.com`, `acme--uat.sandbox.my.salesforce.com`, developer,
 * scratch, trailhead and demo orgs), old instances (`eu31.salesforce.com`), US government. One or two labels before.
 * https://help.salesforce.com/s/articleView?id=xcloud.domain_name_url_formats.htm
 */
const label = '(?!xn--)[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?'
const apiHost = new RegExp(
  `^(?:${label}\\.(?:(?:sandbox|develop|scratch|trailblaze|demo|free|patch|stm)\\.)?my\\.salesforce\\.(?:com|mil)|(?:login|test|${label})\\.salesforce\\.com)$`,
)
/** Names under salesforce.com that are no org. */
const notOrgs = new Set(['www', 'help', 'developer', 'trust', 'status', 'trailhead', 'appexchange', 'click', 'mail', 'my', 'api'])

const ownOrigin = (): string | null => {
  const { baseUrl } = vendorEnvironment('salesforce')
  return baseUrl === undefined ? null : new URL(baseUrl).origin
}

/** The origins that the operator set. */
export const ownOrigins = (): string[] => [ownOrigin()].flatMap((origin) => origin ?? [])

/** Whether requests with a token may go there. */
export function isSalesforceUrl(url: URL): boolean {
  if (url.username !== '' || url.password !== '') return false
  if (url.origin === ownOrigin()) return true
  const [first = ''] = url.hostname.split('.')
  return url.protocol === 'https:' && url.port === '' && apiHost.test(url.hostname) && !notOrgs.has(first)
}

/** The origin of an instance as written in settings or in a token answer, or null when it is not Salesforce's. */
export function instanceOrigin(text: string): string | null {
  const given = text.trim()
  // What URL parsers repair silently is no address that a person meant.
  if (!/^https?:\/\/[A-Za-z0-9.:-]+\/?$/.test(given) || !URL.canParse(given)) return null
  const url = new URL(given)
  return isSalesforceUrl(url) && url.pathname === '/' ? url.origin : null
}

/** The address to log in at, from what a person typed: a host or its address; the common one when empty. Throws `invalid`. */
export function loginOrigin(typed: string | undefined): string {
  const given = typed?.trim().toLowerCase() ?? ''
  if (given === '') return 'https://login.salesforce.com'
  const origin = instanceOrigin(given.includes('://') ? given : `https://${given}`)
  if (origin === null)
    throw new CrmError('invalid', 'Not a login host of Salesforce', { issues: [{ path: ['loginHost'], reason: 'host' }] })
  return origin
}
