// Handles: who is reached how. Uniqueness is the database's; the customer's phone and e-mail columns repeat the primary ones.
import { z } from 'zod'
import type { HandleKind } from '@/lib/customers/customer'
import { type NewHandle, reversedDigits } from '@/lib/customers/identity'
import { CrmError } from '@/lib/shared/errors'
import { newId } from '@/lib/shared/ids'
import type { SqlTx } from './tenant-db'

export type HandleToAdd = NewHandle & { source: string; verified?: boolean; shared?: boolean }

/** `conflict` with reason `duplicate_<kind>` and `params.existingId`. */
export const takenHandle = (kind: HandleKind, existingId: string): CrmError =>
  new CrmError('conflict', `Another customer has this ${kind}`, {
    reason: `duplicate_${kind}`,
    params: { existingId },
    issues: [{ path: [kind], reason: `duplicate_${kind}` }],
  })

const ownerSchema = z.object({ customerId: z.string() })

/**
 * Adds the handle unless the customer has it; one that others share is shared. The first of its kind becomes primary, `primary` makes it so anyway.
 * Throws `conflict` when another customer has it; let it out of the transaction, which must not be committed then.
 */
export async function insertHandle(
  sql: SqlTx,
  tenantId: string,
  customerId: string,
  handle: HandleToAdd,
  primary = false,
): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    // "do nothing" instead of a violation: it waits for a rival that has not committed, and leaves the transaction usable.
    const added = await sql.run(
      `insert into "CustomerHandle" ("tenantId", id, "customerId", kind, value, raw, "reversedDigits", verified, source, shared, "isPrimary")
       select $1, $2, $3, $4, $5, $6, $7, $8, $9,
         $10 or exists (select from "CustomerHandle" where kind = $4 and value = $5 and shared and "deletedAt" is null),
         not exists (select from "CustomerHandle" where "customerId" = $3 and kind = $4 and "isPrimary" and "deletedAt" is null)
       where not exists (select from "CustomerHandle" where "customerId" = $3 and kind = $4 and value = $5 and "deletedAt" is null)
       on conflict ("tenantId", kind, value) where "deletedAt" is null and not shared do nothing`,
      [
        tenantId,
        newId(),
        customerId,
        handle.kind,
        handle.value,
        handle.raw,
        reversedDigits(handle.kind, handle.value),
        handle.verified ?? false,
        handle.source,
        handle.shared ?? false,
      ],
    )
    if (added > 0) break
    const owners = await sql.rows(
      ownerSchema,
      `select "customerId" from "CustomerHandle" where kind = $1 and value = $2 and "deletedAt" is null
       order by "customerId" = $3 desc, shared limit 1`,
      [handle.kind, handle.value, customerId],
    )
    const owner = owners[0]?.customerId
    if (owner === customerId) {
      if (handle.verified === true)
        await sql.run(
          `update "CustomerHandle" set verified = true where "customerId" = $1 and kind = $2 and value = $3 and "deletedAt" is null`,
          [customerId, handle.kind, handle.value],
        )
      break
    }
    if (owner !== undefined) throw takenHandle(handle.kind, owner)
    // The owner was deleted between the two statements: the handle is free now.
    if (attempt === 5) throw new CrmError('unavailable', 'The handle changes hands too fast', { retryAfter: 1 })
  }
  if (primary)
    await sql.run(
      `update "CustomerHandle" set "isPrimary" = (value = $3)
       where "customerId" = $1 and kind = $2 and "deletedAt" is null and "isPrimary" <> (value = $3)`,
      [customerId, handle.kind, handle.value],
    )
  await mirrorPrimaryHandles(sql, customerId)
}

/** The replaced primary handle leaves the customer, as when staff correct a number; its row stays as history. */
export async function replacePrimaryHandle(
  sql: SqlTx,
  tenantId: string,
  customerId: string,
  kind: 'phone' | 'email',
  handle: HandleToAdd | null,
): Promise<void> {
  await sql.run(
    `update "CustomerHandle" set "deletedAt" = clock_timestamp(), "isPrimary" = false
     where "customerId" = $1 and kind = $2 and "isPrimary" and "deletedAt" is null and ($3::text is null or value <> $3::text)`,
    [customerId, kind, handle?.value ?? null],
  )
  if (handle === null) await mirrorPrimaryHandles(sql, customerId)
  else await insertHandle(sql, tenantId, customerId, handle, true)
}

/** Repeats the primary phone and e-mail on the customer's row, and marks it as changed. */
export async function mirrorPrimaryHandles(sql: SqlTx, customerId: string): Promise<void> {
  const primary = (kind: string) =>
    `(select value from "CustomerHandle" where "customerId" = $1 and kind = '${kind}' and "isPrimary" and "deletedAt" is null limit 1)`
  await sql.run(
    `update "Customer" set phone = ${primary('phone')}, email = ${primary('email')}, "updatedAt" = clock_timestamp() where id = $1`,
    [customerId],
  )
}
