// Small changes to one record of the mock.
import { toMetadata } from '@/lib/customers/create-customer'
import type { ActivityType, CustomerActivity, HandleKind } from '@/lib/customers/customer'
import type { NewHandle } from '@/lib/customers/identity'
import { tagKey } from '@/lib/customers/tag-key'
import { CrmError } from '@/lib/shared/errors'
import { newId } from '@/lib/shared/ids'
import type { MockRecord, MockTenant } from './mock-tenant'

export const newRecord = (fields: Omit<MockRecord['fields'], 'createdAt' | 'version'>, at: Date): MockRecord => ({
  fields: { ...fields, createdAt: at, version: 0 },
  updatedAt: at,
  changed: 0,
  deleted: false,
  lastContact: null,
  handles: [],
  tags: new Map(),
  notes: [],
  activities: [],
  orders: [],
  consents: [],
})

/** Throws `conflict` when a customer other than `id` has the handle. */
export function refuseTaken(tenant: MockTenant, { kind, value }: NewHandle, id: string): void {
  const owner = tenant.owners(kind, value).find((record) => record.fields.id !== id)
  if (owner === undefined) return
  throw new CrmError('conflict', `Another customer has this ${kind}`, {
    reason: `duplicate_${kind}`,
    params: { existingId: owner.fields.id },
    issues: [{ path: [kind], reason: `duplicate_${kind}` }],
  })
}

/** The old primary handle of the kind goes. */
export function setPrimary(record: MockRecord, kind: HandleKind, handle: NewHandle | null): void {
  if (handle !== null && record.handles.some((known) => known.isPrimary && known.kind === kind && known.value === handle.value))
    return
  record.handles = record.handles.filter((known) => known.kind !== kind || (!known.isPrimary && known.value !== handle?.value))
  if (handle !== null)
    record.handles.push({ ...handle, id: newId(), verified: false, shared: false, isPrimary: true, source: 'system' })
}

/** Whether a tag was new to the customer. The first spelling of a tag stays. */
export function putTags(tenant: MockTenant, record: MockRecord, names: string[]): boolean {
  const before = record.tags.size
  for (const name of names) {
    const key = tagKey(name)
    const spelled = tenant.tagNames.get(key) ?? name.trim()
    tenant.tagNames.set(key, spelled)
    record.tags.set(key, spelled)
  }
  return record.tags.size > before
}

export function logLine(
  tenant: MockTenant,
  record: MockRecord,
  type: ActivityType,
  channel: string | null,
  description: string,
  metadata: Record<string, unknown>,
  at = tenant.now(),
): CustomerActivity {
  const line = {
    id: newId(),
    customerId: record.fields.id,
    type,
    channel,
    description,
    timestamp: at,
    metadata: toMetadata(metadata),
  }
  record.activities.push(line)
  return line
}
