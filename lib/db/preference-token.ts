// What stands in the address of a preference link: made of its id with APP_SECRET, so that a file of links can be written again,
// and kept as a hash, so that the table opens nothing.
import 'server-only'
import { createHash, hkdfSync } from 'node:crypto'
import { env } from '@/lib/shared/env'

/** 144 bits: nobody guesses one, and it still fits into an SMS. */
const length = 18

const tokenWith = (appSecret: string, tenantId: string, linkId: string): string =>
  Buffer.from(
    hkdfSync('sha256', appSecret, 'coccinelle', `preference link v1 ${JSON.stringify([tenantId, linkId])}`, length),
  ).toString('base64url')

export const hashOfToken = (token: string): string => createHash('sha256').update(token).digest('hex')

/** Of a new link. */
export function newToken(tenantId: string, linkId: string): { token: string; tokenHash: string } {
  const token = tokenWith(env().APP_SECRET, tenantId, linkId)
  return { token, tokenHash: hashOfToken(token) }
}

/** Of a link that was made with this APP_SECRET or an older one that is still known; null when it is not. */
export function tokenOf(tenantId: string, link: { id: string; tokenHash: string }): string | null {
  const tokens = [env().APP_SECRET, ...env().APP_SECRET_PREVIOUS].map((secret) => tokenWith(secret, tenantId, link.id))
  return tokens.find((token) => hashOfToken(token) === link.tokenHash) ?? null
}
