// The one constant-time compare, and the keyed hash, that signed deliveries are checked with.
import { createHmac, timingSafeEqual } from 'node:crypto'

/** Whether two values are equal, in a time that does not depend on where they differ. Their lengths are no secret. */
export function constantTimeEqual(given: string | Uint8Array, expected: string | Uint8Array): boolean {
  const [left, right] = [Buffer.from(given), Buffer.from(expected)]
  return left.length === right.length && timingSafeEqual(left, right)
}

/** HMAC of the parts, one after the other with nothing between. */
export function hmac(algorithm: 'sha256', key: string | Uint8Array, ...parts: (string | Uint8Array)[]): Buffer {
  const mac = createHmac(algorithm, key)
  for (const part of parts) mac.update(part)
  return mac.digest()
}

/** Bytes of canonical base64 (RFC 4648 §4, padded), or null: another spelling of the same bytes is not taken. */
export function strictBase64(text: string): Buffer | null {
  const bytes = Buffer.from(text, 'base64')
  return text !== '' && bytes.toString('base64') === text ? bytes : null
}
