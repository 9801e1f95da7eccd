// Standard Webhooks: `v1,` + base64 HMAC-SHA256 over "id.timestamp.raw body", five minutes of tolerance.
// https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
import { randomBytes } from 'node:crypto'
import { Webhook } from 'standardwebhooks'
import { z } from 'zod'
import { constantTimeEqual, hmac, strictBase64 } from '@/lib/crm/signature'
import type { RawDelivery } from '@/lib/messages/channel'

const toleranceSeconds = 5 * 60
const prefix = 'whsec_'
/** Several signatures are parted by one space; a header sent twice arrives joined by ", " and is refused here. */
const signatureList = /^[a-z0-9]+,[A-Za-z0-9+/=]+( [a-z0-9]+,[A-Za-z0-9+/=]+){0,9}$/

const keyOf = (secret: string): Buffer | null => strictBase64(secret.replace(prefix, ''))
const keyBytes = (secret: string): number => keyOf(secret)?.length ?? 0

/** `whsec_` (may be missing) and the base64 of 16 to 128 bytes; we make 32. */
export const signingSecretSchema = z
  .string()
  .refine((secret) => keyBytes(secret) >= 16 && keyBytes(secret) <= 128, { error: 'secret_format' })

export const makeSigningSecret = (): string => prefix + randomBytes(32).toString('base64')

/** Whether one of the secrets signed these very bytes within the tolerance around `now`. */
export function isSignedByStandard({ headers, body }: RawDelivery, secrets: readonly string[], now: Date): boolean {
  const { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': list } = headers
  if (id === undefined || timestamp === undefined || list === undefined) return false
  if (!/^[\x21-\x7e]{1,255}$/.test(id) || !/^\d{1,11}$/.test(timestamp) || !signatureList.test(list)) return false
  if (Math.abs(Math.floor(now.getTime() / 1000) - Number(timestamp)) > toleranceSeconds) return false
  if (body.length === 0) return false
  const given = list.split(' ').filter((one) => one.startsWith('v1,'))
  // On the bytes themselves, and by the runtime: the package signs text, in JavaScript, ten times slower.
  return secrets.map(keyOf).some((key) => {
    if (key === null) return false
    const expected = `v1,${hmac('sha256', key, `${id}.${timestamp}.`, body).toString('base64')}`
    return given.some((one) => constantTimeEqual(one, expected))
  })
}

/** Headers of a signed delivery. */
export function signLikeStandard(id: string, body: Buffer, secret: string, now: Date): Record<string, string> {
  return {
    'content-type': 'application/json',
    'webhook-id': id,
    'webhook-timestamp': String(Math.floor(now.getTime() / 1000)),
    'webhook-signature': new Webhook(secret).sign(id, now, body),
  }
}
