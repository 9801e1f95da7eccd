// The stricter consent stays: a refusal of either person holds for the merged one, even if the other agreed later.
import { z } from 'zod'
import { type ConsentEntry, consentEntrySchema } from '@/lib/consent/preferences'
import type { Actor } from '@/lib/customers/use-case'
import { appendConsent } from './consent-repo'
import type { MergeLedger } from './merge-ledger'
import type { SqlTx } from './tenant-db'

type Newest = ConsentEntry & { customerId: string }

/**
 * Called before the lines go over. Where one side's newest line refuses and the newest of both agrees, the refusal is
 * written once more, as the newest of all. On undo that line goes to the side that had refused.
 */
export async function keepStrictestConsent(
  sql: SqlTx,
  tenantId: string,
  actor: Actor,
  winnerId: string,
  loserId: string,
): Promise<MergeLedger['denials']> {
  const newest = await sql.rows(
    consentEntrySchema.extend({ customerId: z.string() }),
    `select distinct on ("customerId", channel, purpose) "customerId", id, channel, purpose, state, source, proof, actor, at
     from "ConsentEntry" where "customerId" in ($1, $2) order by "customerId", channel, purpose, at desc, id desc`,
    [winnerId, loserId],
  )
  const denials: MergeLedger['denials'] = []
  for (const mine of newest.filter((entry) => entry.customerId === winnerId)) {
    const theirs = newest.find(
      (entry) => entry.customerId === loserId && entry.channel === mine.channel && entry.purpose === mine.purpose,
    )
    if (theirs === undefined || theirs.state === mine.state) continue
    const refusal = mine.state === 'denied' ? mine : theirs
    const agreement = mine.state === 'denied' ? theirs : mine
    if (isNewer(refusal, agreement)) continue
    const id = await appendConsent(sql, tenantId, winnerId, {
      channel: refusal.channel,
      purpose: refusal.purpose,
      state: 'denied',
      source: 'merge',
      proof: refusal.proof,
      actor: actor.name,
      at: new Date(Math.max(Date.now(), agreement.at.getTime() + 1)),
    })
    denials.push({ id, side: refusal === mine ? 'winner' : 'loser' })
  }
  return denials
}

const isNewer = (a: Newest, b: Newest): boolean =>
  a.at.getTime() > b.at.getTime() || (a.at.getTime() === b.at.getTime() && a.id > b.id)
