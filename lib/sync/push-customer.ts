// The profile of one customer goes to the other system.
import type { Customer } from '@/lib/customers/customer'
import type { CustomerSystem } from '@/lib/customers/customer-system'
import { CrmError, notFound } from '@/lib/shared/errors'
import { sideOf } from './base'
import { agreed, changedSince, firstAgreement, isEmpty, notKept, patchOf } from './customer-patch'
import { establishLink, remoteVersionOf } from './establish-link'
import type { CustomerLink } from './outbox-store'
import { nothingToSend, type PushContext, type Sent, sent } from './push-context'

/** What work on a record is given. `link.base` is there. */
export interface Linked {
  system: CustomerSystem
  customer: Customer
  link: CustomerLink
}

/**
 * With a record over there that the customer is linked to and agrees with. When it turns out to be gone, its link ends and he
 * is looked up, or made, anew: somebody who is changed here is a customer of the shop, whoever tidied up over there. Only
 * once. Notes `gone` for a customer who is no more, and why somebody is barred over there.
 * @param chosen names of the fields that were changed here on purpose
 */
export async function withLink(
  context: PushContext,
  customerId: string,
  chosen: ReadonlySet<string>,
  work: (linked: Linked) => Promise<Sent>,
): Promise<Sent> {
  for (let go = 1; ; go++) {
    const known = await context.store.get(customerId)
    if (known === null) return nothingToSend('gone')
    const link = await establishLink(context, known)
    if ('barred' in link) return nothingToSend(link.barred)
    // Read after the base: an older mirror would take back what another worker, whose lease this was, sent in between.
    const customer = await context.store.get(customerId)
    if (customer === null) return nothingToSend('gone')
    // Outside: that the whole connection is not there says nothing about this record.
    const system = await context.system()
    try {
      if (link.base !== null) return await work({ system, customer, link })
      return await work({ system, customer, link: await agreeFirst(context, system, link, customer, chosen) })
    } catch (error) {
      if (go > 1 || !(error instanceof CrmError) || error.code !== 'not_found') throw error
      await context.outbox.endLink(link, 'gone')
    }
  }
}

async function agreeFirst(
  { outbox }: PushContext,
  system: CustomerSystem,
  link: CustomerLink,
  customer: Customer,
  chosen: ReadonlySet<string>,
): Promise<CustomerLink> {
  const remote = await system.getCustomer(link.externalId)
  if (remote === null) throw notFound('customer')
  const mirror = sideOf(customer)
  const outgoing = firstAgreement(mirror, sideOf(remote), chosen, system.capabilities)
  const answer = (await send(system, link.externalId, outgoing)) ?? remote
  const base = agreed(null, mirror, sideOf(answer), outgoing)
  const sent = answer !== remote
  await outbox.agree(link.id, { base, remoteVersion: remoteVersionOf(answer), sent })
  return { ...link, base }
}

/** The record after the last call; null when nothing had to be sent. */
async function send(
  system: CustomerSystem,
  externalId: string,
  outgoing: Parameters<typeof patchOf>[0],
): Promise<Customer | null> {
  const patch = patchOf(outgoing)
  let answer: Customer | null = null
  if (Object.keys(patch).length > 0) answer = await system.updateCustomer(externalId, patch)
  if (outgoing.addTags.length > 0) answer = await system.addTags(externalId, outgoing.addTags)
  if (outgoing.removeTags.length > 0) answer = await system.removeTags(externalId, outgoing.removeTags)
  return answer
}

/** What the mirror changed since both agreed, and nothing else. */
export const pushCustomer = (context: PushContext, customerId: string, chosen: ReadonlySet<string>): Promise<Sent> =>
  withLink(context, customerId, chosen, async ({ system, customer, link }) => {
    const { base } = link
    let mirror = sideOf(customer)
    let lost: string[] = []
    let outgoing = base === null ? null : changedSince(base, mirror, system.capabilities)
    for (let left: 'email' | 'phone' | null = null; base !== null && outgoing !== null && !isEmpty(outgoing);) {
      try {
        const answer = await send(system, link.externalId, outgoing)
        if (answer === null) break
        lost = notKept(outgoing, sideOf(answer))
        const version = remoteVersionOf(answer)
        await context.outbox.agree(link.id, {
          base: agreed(base, mirror, sideOf(answer), outgoing),
          remoteVersion: version,
          sent: true,
        })
        break
      } catch (error) {
        const taken = await takenByHimself(context, customerId, error)
        if (taken === null || taken === left) throw error
        left = taken
        mirror = { ...mirror, [taken]: base.local[taken] }
        outgoing = changedSince(base, mirror, system.capabilities)
      }
    }
    return { ...sent(link.externalId), note: lost.length === 0 ? null : `not kept there: ${lost.join(', ')}` }
  })

/**
 * After a merge here the customer has two records over there, and one keeps the address that the other now needs. It stays
 * where it is until the merge over both systems, a later issue; the rest goes.
 */
async function takenByHimself({ outbox }: PushContext, customerId: string, error: unknown): Promise<'email' | 'phone' | null> {
  if (!(error instanceof CrmError) || error.code !== 'conflict' || error.params.existingId === undefined) return null
  const kind = error.reason === 'duplicate_email' ? 'email' : error.reason === 'duplicate_phone' ? 'phone' : null
  return (await outbox.ownerOf(String(error.params.existingId))) === customerId ? kind : null
}

/** Milliseconds that the other system's clock may be behind. */
const slack = 60_000

/**
 * All records of the customer over there: after a merge there may be more than one. Whoever was brought back before this was
 * his turn is not deleted. `madeAt`: the customer was made here only by an import that is taken back; whom the other system
 * knew before then is not ours to remove, and no longer linked.
 */
export async function pushDelete(
  { outbox, store, system: open }: PushContext,
  customerId: string,
  madeAt: Date | null,
): Promise<Sent> {
  if ((await store.get(customerId)) !== null) return nothingToSend('restored')
  const links = await outbox.links(customerId)
  if (links.length === 0) return nothingToSend('not_linked')
  const system = await open()
  if (!system.capabilities.delete) return nothingToSend('unsupported')
  const wasThere = async (externalId: string): Promise<boolean> => {
    const record = madeAt === null ? null : await system.getCustomer(externalId)
    return record !== null && madeAt !== null && record.createdAt.getTime() < madeAt.getTime() - slack
  }
  for (const link of links) {
    if (!(await wasThere(link.externalId)))
      await system.deleteCustomer(link.externalId).catch((error: unknown) => {
        if (!(error instanceof CrmError) || error.code !== 'not_found') throw error
      })
    await outbox.endLink(link, 'removed')
  }
  return sent(links[0]?.externalId ?? null)
}
