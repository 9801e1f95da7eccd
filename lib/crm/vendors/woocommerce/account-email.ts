// The address that an account is known by. WooCommerce wants one of everybody, unique, and in plain letters: who has none, or
// one that it would not take, gets one that can reach nobody and is never read as his own.
import { createHash } from 'node:crypto'
import { normaliseEmail } from '@/lib/customers/identity'
import { ownMeta } from './own-meta'
import { metaText } from './meta'
import type { WooCustomer } from './schema'

/** `.invalid` is set aside for addresses that must never work (RFC 6761). */
const domain = 'coccinelle.invalid'

/** The same for the same seed: WooCommerce itself refuses a second one. */
export const standIn = (seed: string): string =>
  `client-${createHash('sha256').update(seed).digest('hex').slice(0, 24)}@${domain}`

export const isStandIn = (email: string): boolean => email.toLowerCase().endsWith(`@${domain}`)

/** What WordPress's is_email() lets pass. https://developer.wordpress.org/reference/functions/is_email */
const plain = /^[a-z0-9!#$%&'*+/=?^_`{|}~.-]+@[a-z0-9-]+(\.[a-z0-9-]+)+$/i
const isPlain = (email: string): boolean => plain.test(email) && !email.includes('..')

/**
 * What stands in WooCommerce's field and what beside it. @param seed of whoever has no address; somebody whose address is not
 * taken there is known by what it makes, so that a second one is refused too
 */
export function wireEmail(email: string | null, seed: string): { email: string; beside: string | null } {
  if (email === null) return { email: standIn(seed), beside: null }
  return isPlain(email) ? { email, beside: null } : { email: standIn(`address ${email}`), beside: email }
}

/** Lower-case; null for an account without one. */
export function accountEmail({ email, meta_data: meta }: Pick<WooCustomer, 'email' | 'meta_data'>): string | null {
  if (!isStandIn(email)) return normaliseEmail(email)
  const beside = normaliseEmail(metaText(meta, ownMeta.email) ?? '')
  return beside !== null && standIn(`address ${beside}`) === email.toLowerCase() ? beside : null
}
