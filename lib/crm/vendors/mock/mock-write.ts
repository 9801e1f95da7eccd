// The mock's creations and changes of customers.
import { toMetadata } from '@/lib/customers/create-customer'
import {
  type Customer,
  type CustomerPatchInput,
  customerPatchSchema,
  type NewCustomerInput,
  newCustomerSchema,
} from '@/lib/customers/customer'
import { emailHandle, phoneHandle } from '@/lib/customers/identity'
import { parseInput } from '@/lib/customers/parse-input'
import { tagKey } from '@/lib/customers/tag-key'
import { CrmError, staleVersion } from '@/lib/shared/errors'
import { newId } from '@/lib/shared/ids'
import { logLine, newRecord, putTags, refuseTaken, setPrimary } from './mock-records'
import type { MockTenant } from './mock-tenant'

export function createMock(tenant: MockTenant, input: NewCustomerInput, idempotencyKey?: string): Customer {
  const fields = parseInput(newCustomerSchema, input)
  const handles = [
    ...(fields.phone ? [phoneHandle(fields.phone, tenant.shop.region)] : []),
    ...(fields.email ? [emailHandle(fields.email)] : []),
  ]
  if (handles.length === 0 && !fields.firstName && !fields.lastName)
    throw new CrmError('invalid', 'Nothing to recognise the customer by', {
      issues: [{ path: ['phone'], reason: 'identity_missing' }],
    })
  const fingerprint = JSON.stringify(input)
  const kept = idempotencyKey === undefined ? undefined : tenant.once.get(idempotencyKey)
  if (kept !== undefined) {
    if (kept.fingerprint !== fingerprint)
      throw new CrmError('conflict', 'The idempotency key was used for something else', {
        reason: 'idempotency_key_reused',
        params: { existingId: kept.id },
      })
    return tenant.view(tenant.live(kept.id))
  }
  const id = newId()
  for (const handle of handles) refuseTaken(tenant, handle, id)
  const record = newRecord(
    {
      id,
      firstName: fields.firstName ?? null,
      lastName: fields.lastName ?? null,
      preferredChannel: fields.preferredChannel ?? null,
      language: fields.language ?? tenant.shop.locale,
      segment: fields.segment ?? null,
      metadata: toMetadata(fields.metadata ?? {}),
    },
    tenant.now(),
  )
  tenant.records.set(id, record)
  for (const handle of handles) setPrimary(record, handle.kind, handle)
  putTags(tenant, record, fields.tags ?? [])
  logLine(tenant, record, 'customer_created', null, '', {})
  tenant.changed(record)
  if (idempotencyKey !== undefined) tenant.once.set(idempotencyKey, { fingerprint, id })
  return tenant.view(record)
}

export function updateMock(tenant: MockTenant, id: string, input: CustomerPatchInput, expectedVersion?: number): Customer {
  const patch = parseInput(customerPatchSchema, input)
  const phone = patch.phone == null ? patch.phone : phoneHandle(patch.phone, tenant.shop.region)
  const email = patch.email == null ? patch.email : emailHandle(patch.email)
  const record = tenant.live(id)
  if (expectedVersion !== undefined && expectedVersion !== record.fields.version) throw staleVersion(record.fields.version)
  for (const handle of [phone, email]) if (handle != null) refuseTaken(tenant, handle, id)
  const { fields } = record
  if (patch.firstName !== undefined) fields.firstName = patch.firstName
  if (patch.lastName !== undefined) fields.lastName = patch.lastName
  if (patch.preferredChannel !== undefined) fields.preferredChannel = patch.preferredChannel
  if (patch.language !== undefined) fields.language = patch.language
  if (patch.segment !== undefined) fields.segment = patch.segment
  if (patch.metadata !== undefined)
    fields.metadata = Object.fromEntries(
      Object.entries({ ...fields.metadata, ...toMetadata(patch.metadata) }).filter(([, value]) => value !== null),
    )
  if (phone !== undefined) setPrimary(record, 'phone', phone)
  if (email !== undefined) setPrimary(record, 'email', email)
  if (patch.tags !== undefined) {
    const wanted = new Set(patch.tags.map(tagKey))
    for (const key of record.tags.keys()) if (!wanted.has(key)) record.tags.delete(key)
    putTags(tenant, record, patch.tags)
  }
  logLine(tenant, record, 'customer_updated', null, '', { fields: Object.keys(patch) })
  tenant.changed(record)
  return tenant.view(record)
}
