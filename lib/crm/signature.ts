// The one constant-time compare that signed deliveries are checked with.
import { timingSafeEqual } from 'node:crypto'

/** Whether two values are equal, in a time that does not depend on where they differ. Their lengths are no secret. */
export function constantTimeEqual(given: string | Uint8Array, expected: string | Uint8Array): boolean {
  const [left, right] = [Buffer.from(given), Buffer.from(expected)]
  return left.length === right.length && timingSafeEqual(left, right)
}

/** Bytes of canonical base64 (RFC 4648 §4, padded), or null: another spelling of the same bytes is not taken. */
export function strictBase64(text: string): Buffer | null {
  const bytes = Buffer.from(text, 'base64')
  return text !== '' && bytes.toString('base64') === text ? bytes : null
}
