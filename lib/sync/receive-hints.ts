// What a linked system says happened takes effect here, once. Each hint is only a reason to look: the record is read again.
import type { Customer } from '@/lib/customers/customer'
import type { CustomerSystem } from '@/lib/customers/customer-system'
import type { CrmEventStore, CrmEventTx, RemoteHint } from './crm-event-store'
import type { CustomerLink } from './outbox-store'
import { receiveRemote } from './receive-remote'

export interface ReceiveHints {
  store: CrmEventStore
  system: () => Promise<CustomerSystem>
  clock: () => Date
}

/** A record as it was read, and the link as it was before reading: what changed since makes the reading old. */
interface Reading {
  record: Customer | null
  base: string
}

const baseOf = (link: CustomerLink | null): string => JSON.stringify(link?.base ?? null)

/**
 * Records that are linked to nobody are left alone, and so are orders: they are receive-source-hints.ts's. `again`: a push of the
 * same customer was under way, come back later. Throws what the system throws when it cannot be asked.
 */
export async function receiveHints({ store, system, clock }: ReceiveHints, hints: RemoteHint[]): Promise<'done' | 'again'> {
  const readings = new Map<string, Reading>()
  for (const { kind, externalId, mergedIds } of hints) {
    if (kind === 'order') continue
    const link = await store.linkOf(externalId)
    const isOurs = link !== null || (await anyLinked(store, mergedIds))
    if (!isOurs || kind === 'erase' || readings.has(externalId)) continue
    readings.set(externalId, { record: await (await system()).getCustomer(externalId), base: baseOf(link) })
  }
  return store.write(async (tx) => {
    if (!(await tx.begin())) return 'done'
    for (const hint of hints) if (await isUnderWay(tx, hint, readings)) return 'again'
    for (const hint of hints) await receiveHint(tx, hint, readings.get(hint.externalId) ?? null, clock())
    await tx.finish()
    return 'done'
  })
}

async function anyLinked(store: CrmEventStore, externalIds: string[]): Promise<boolean> {
  for (const externalId of externalIds) if ((await store.linkOf(externalId)) !== null) return true
  return false
}

async function isUnderWay(tx: CrmEventTx, { kind, externalId }: RemoteHint, readings: Map<string, Reading>): Promise<boolean> {
  // Ids of orders and of customers are told apart by the kind alone.
  if (kind === 'order') return false
  const link = await tx.linkOf(externalId)
  if (link === null) return false
  // An erasure is not read: whoever pushes now finds his link gone.
  if (kind === 'erase') return false
  const reading = readings.get(externalId)
  // Linked, or agreed on anew, since it was read.
  if (reading === undefined || reading.base !== baseOf(link)) return true
  return tx.isBeingPushed(link.customerId)
}

async function receiveHint(tx: CrmEventTx, hint: RemoteHint, reading: Reading | null, at: Date): Promise<void> {
  if (hint.kind === 'order') return
  if (hint.kind === 'merge') await followMerge(tx, hint.externalId, hint.mergedIds)
  if (hint.kind === 'erase') return forget(tx, hint.externalId)
  // Not asked for, because it was nobody's: that says nothing about whether it is there.
  if (reading === null) return
  const { record } = reading
  // An old id may still be answered for, with the record that it became.
  if (record !== null && record.id !== hint.externalId) await followMerge(tx, record.id, [hint.externalId])
  const link = await tx.linkOf(record?.id ?? hint.externalId)
  if (link === null) return
  if (record === null) await tx.endLink(link, 'gone')
  else await receiveRemote(tx, link, record, at)
}

/**
 * The person is not sent back by us, also when the record was found gone before its erasure was told. What an erasure over
 * there means for the mirror is a later issue.
 */
async function forget(tx: CrmEventTx, externalId: string): Promise<void> {
  const link = await tx.linkOf(externalId)
  const former = link === null ? await tx.formerOwner(externalId) : null
  // Told already.
  if (former?.barred === 'erased') return
  const customerId = link?.customerId ?? former?.customerId
  if (customerId === undefined) return
  if (link !== null) await tx.endLink(link, 'erased')
  else await tx.audit('link.erased', customerId, { externalId })
  // Somebody may have been made anew between the two, or have bought without an account.
  for (const other of await tx.allLinksOf(customerId)) await tx.endLink(other, 'erased')
  await tx.settleWaiting(customerId, 'erased')
}

/** The links of what was merged go to the survivor. Two of our customers who are one over there: the survivor's keeps it. */
async function followMerge(tx: CrmEventTx, survivorId: string, mergedIds: string[]): Promise<void> {
  for (const mergedId of mergedIds) {
    const link = await tx.linkOf(mergedId)
    const survivor = await tx.linkOf(survivorId)
    if (link === null) {
      // It was found gone before its merge was told.
      const former = survivor === null ? await tx.formerOwner(mergedId) : null
      // Whoever was erased there meanwhile is not linked again, and so not sent back.
      if (former?.barred === null && (await tx.linksOf(former.customerId)).length === 0)
        await tx.link(former.customerId, survivorId)
      continue
    }
    if (survivor === null) await tx.repoint(link, survivorId)
    else if (survivor.customerId === link.customerId) await tx.endLink(link, 'removed')
    else {
      await tx.endLink(link, 'merged')
      // Whether they are one here as well is for staff to say: the merge over both systems is a later issue.
      await tx.audit('link.duplicate', link.customerId, { externalId: survivorId, customerId: survivor.customerId })
    }
  }
}
