// What a customer agreed to and refused goes to the other system. Nothing here permits again what was refused there.
import { derivePreferences } from '@/lib/consent/update-preferences'
import { type ContactChannel, contactChannels } from '@/lib/customers/customer'
import type { OptIn } from './base'
import { withLink } from './push-customer'
import { nothingToSend, type PushContext, type Sent, sent } from './push-context'

/**
 * Each choice in a call of its own, refusals first, with its source and its proof. A refusal that was given over there since
 * we last agreed stays: the stricter one counts, and no sync permits again.
 */
export const pushPreferences = (context: PushContext, customerId: string): Promise<Sent> =>
  withLink(context, customerId, new Set(), async ({ system, customer, link }) => {
    if (!system.capabilities.preferences) return nothingToSend('unsupported')
    const ours = derivePreferences(customer, await context.store.consents(customerId))
    const chosen = contactChannels.filter((channel) => ours.optIn[channel] !== null)
    if (chosen.length === 0) return nothingToSend('never_asked')

    const theirs = await system.getPreferences(link.externalId)
    const before = link.base?.optIn ?? null
    const refusedThere = (channel: ContactChannel) =>
      ours.optIn[channel] === true && theirs.optIn[channel] === false && before?.remote[channel] !== false
    const kept = chosen.filter(refusedThere)
    const wanted = chosen
      .filter((channel) => !kept.includes(channel) && theirs.optIn[channel] !== ours.optIn[channel])
      .sort((one, other) => Number(ours.optIn[one]) - Number(ours.optIn[other]))
    // Said before it is done: should the answer be lost, a refusal over there is still known to be ours.
    const refusals = wanted.filter((channel) => ours.optIn[channel] === false)
    if (refusals.length > 0 && link.base !== null) {
      const announced: OptIn = { ...(before?.remote ?? theirs.optIn) }
      for (const channel of refusals) announced[channel] = false
      await context.outbox.agree(link.id, {
        base: { ...link.base, optIn: { local: before?.local ?? ours.optIn, remote: announced } },
      })
    }
    let remote: OptIn = theirs.optIn
    for (const channel of wanted) {
      const line = ours.consents.find((entry) => entry.channel === channel)
      const answer = await system.updatePreferences(link.externalId, {
        optIn: { [channel]: ours.optIn[channel] === true },
        source: line?.source ?? 'coccinelle',
        ...(line?.proof ? { proof: line.proof } : {}),
      })
      remote = answer.optIn
    }

    // A refusal of theirs is no agreement between us: it must still show as their change.
    const agreedOn: OptIn = { ...remote }
    for (const channel of kept) agreedOn[channel] = before?.remote[channel] ?? null
    if (link.base !== null)
      await context.outbox.agree(link.id, {
        base: { ...link.base, optIn: { local: ours.optIn, remote: agreedOn } },
        sent: wanted.length > 0,
      })
    return { externalId: sent(link.externalId).externalId, note: kept.length > 0 ? `refused there: ${kept.join(', ')}` : null }
  })
