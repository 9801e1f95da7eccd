// Once per key in the mock: what a key was used for, and the row it made.
import type { WriteOnce } from '@/lib/customers/customer-system'
import { CrmError } from '@/lib/shared/errors'
import type { MockTenant } from './mock-tenant'

/** The row made with this key before, or null. Throws `conflict` when the key was used for something else. */
export function writtenOnce(tenant: MockTenant, { idempotencyKey }: WriteOnce, fingerprint: string): string | null {
  if (idempotencyKey === undefined) return null
  const key = `row ${idempotencyKey}`
  const kept = tenant.once.get(key)
  if (kept === undefined) {
    tenant.once.set(key, { fingerprint, id: '' })
    return null
  }
  if (kept.fingerprint === fingerprint) return kept.id
  throw new CrmError('conflict', 'The idempotency key was used for something else', { reason: 'idempotency_key_reused' })
}

/** Keeps which row the key made. */
export function writeOnce(tenant: MockTenant, { idempotencyKey }: WriteOnce, id: string): void {
  const kept = idempotencyKey === undefined ? undefined : tenant.once.get(`row ${idempotencyKey}`)
  if (kept !== undefined) kept.id = id
}
