// A record as the other system holds it now. In this version a difference is only noted: the mirror is not touched. The
// two-way merge, a later issue, takes its place here: it has the base, what both sides hold and what was seen.
import type { Customer } from '@/lib/customers/customer'
import { differences, sideOf } from './base'
import type { CrmEventTx } from './crm-event-store'
import { remoteVersionOf } from './establish-link'
import type { CustomerLink } from './outbox-store'

/**
 * Our own pushes come back as news: they are what was agreed on, and nothing happens. A difference is kept beside the base
 * and told to the audit log by the names of its fields, once as long as it stays the same.
 */
export async function receiveRemote(tx: CrmEventTx, link: CustomerLink, remote: Customer, at: Date): Promise<void> {
  const remoteVersion = remoteVersionOf(remote)
  const { base } = link
  // Nothing is agreed on yet: the first push of the customer compares both.
  if (base === null) return tx.agree(link.id, { base, remoteVersion })
  const side = sideOf(remote)
  const fields = differences(base.remote, side)
  if (fields.length === 0) return tx.agree(link.id, { base: { ...base, seen: null }, remoteVersion })
  const isNews = base.seen === null || differences(base.seen.remote, side).length > 0
  await tx.agree(link.id, { base: { ...base, seen: { remote: side, at: at.toISOString() } }, remoteVersion })
  if (!isNews) return
  await tx.audit('link.differs', link.customerId, { externalId: link.externalId, fields })
  await tx.tellDifference(link.customerId)
}
