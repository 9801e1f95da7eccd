// What came in after a merge goes by identity: a message from a number that returns to its owner returns with it.
import { z } from 'zod'
import { type HandleKind, handleKindSchema } from '@/lib/customers/customer'
import { handlesOfAddress } from '@/lib/customers/identity'
import type { Shop } from '@/lib/customers/use-case'
import type { StandingMerge } from './customer-merge-undo'
import type { SqlTx } from './tenant-db'

const laterSchema = z.object({
  id: z.string(),
  address: z.string().nullable(),
  channel: z.string(),
  occurredAt: z.date(),
  alsoKnownAs: z.string().nullable(),
})

/**
 * A transaction that began before the merge may have written after it: its rows bear the moment it began. No transaction lives
 * longer than this.
 */
const longestTransaction = '2 minutes'

type Contact = { at: Date; channel: string }

export interface Followed {
  /** The loser's newest message of those that went home. */
  loserContact: Contact | null
  /** The winner's newest contact since the merge of those that stay; `unchanged` when none went. */
  winnerContact: Contact | null | 'unchanged'
}

const keyOf = ({ kind, value }: { kind: HandleKind; value: string }): string => `${kind} ${value}`

/**
 * Moves them, with their lines on the timeline. A handle that the winner got since the merge because a sender who goes home
 * used it too (WhatsApp's own id beside a number) goes home as well.
 */
export async function giveMessagesBack(sql: SqlTx, shop: Shop, merge: StandingMerge): Promise<Followed> {
  const { winnerId, loserId, ledger } = merge
  const nobody: Followed = { loserContact: null, winnerContact: 'unchanged' }
  const home = new Set(ledger.moved.handles.filter(({ deletedAt }) => deletedAt === null).map(keyOf))
  if (home.size === 0) return nobody
  const later = await sql.rows(
    laterSchema,
    `select id, case direction when 'inbound' then "fromAddress" else "toAddress" end as address, channel, "occurredAt",
       metadata->'alsoKnownAs'->>'value' as "alsoKnownAs" from "Message"
     where "customerId" = $1 and "createdAt" > $2::timestamptz - interval '${longestTransaction}' and id <> all($3::text[])
     order by "createdAt", id`,
    [winnerId, merge.createdAt, ledger.moved.messages],
  )
  const messages = later.map(({ address, channel, alsoKnownAs, ...message }) => ({
    ...message,
    channel,
    identities: [address, alsoKnownAs].flatMap((given) =>
      given === null ? [] : handlesOfAddress(given, channel, shop.region).map(keyOf),
    ),
  }))
  const since = await handlesSince(sql, merge)
  const joined = new Set<string>()
  for (let grown = true; grown;) {
    grown = false
    for (const identity of messages
      .filter(({ identities }) => identities.some((one) => home.has(one)))
      .flatMap((one) => one.identities))
      if (since.has(identity) && !home.has(identity)) {
        home.add(identity)
        joined.add(identity)
        grown = true
      }
  }
  const going = messages.filter(({ identities }) => identities.some((identity) => home.has(identity)))
  await sql.run(`update "CustomerHandle" set "customerId" = $1 where "customerId" = $2 and id = any($3::text[])`, [
    loserId,
    winnerId,
    [...since].filter(([identity]) => joined.has(identity)).map(([, id]) => id),
  ])
  if (going.length === 0) return nobody
  const ids = going.map(({ id }) => id)
  await sql.run(`update "Message" set "customerId" = $1 where "customerId" = $2 and id = any($3::text[])`, [
    loserId,
    winnerId,
    ids,
  ])
  await sql.run(`update "CustomerActivity" set "customerId" = $1 where "customerId" = $2 and "messageId" = any($3::text[])`, [
    loserId,
    winnerId,
    ids,
  ])
  const newest = going.reduce((latest, one) => (one.occurredAt > latest.occurredAt ? one : latest))
  return {
    loserContact: { at: newest.occurredAt, channel: newest.channel },
    winnerContact: await newestContact(sql, merge),
  }
}

/** Live handles that the winner has had only since the merge, by what they are. */
async function handlesSince(sql: SqlTx, { winnerId, ledger }: StandingMerge): Promise<Map<string, string>> {
  const rows = await sql.rows(
    z.object({ id: z.string(), kind: handleKindSchema, value: z.string() }),
    `select id, kind, value from "CustomerHandle" where "customerId" = $1 and "deletedAt" is null and id <> all($2::text[])`,
    [winnerId, [...ledger.winner.handles, ...ledger.moved.handles].map(({ id }) => id)],
  )
  return new Map(rows.map((row) => [keyOf(row), row.id]))
}

async function newestContact(sql: SqlTx, { winnerId, createdAt, ledger }: StandingMerge): Promise<Contact | null> {
  const [row] = await sql.rows(
    z.object({ at: z.date(), channel: z.string() }),
    `select "timestamp" as at, channel from "CustomerActivity"
     where "customerId" = $1 and type in ('message_received', 'message_sent', 'call', 'visit') and channel is not null
       and "createdAt" > $2::timestamptz - interval '${longestTransaction}' and id <> all($3::text[])
     order by "timestamp" desc, id desc limit 1`,
    [winnerId, createdAt, ledger.moved.activities],
  )
  return row ?? null
}
