// Which customers wait for an answer, as a row source: those whose newest contact either way is a message of theirs.

/** How far back unanswered messages are looked for: in customers with the latest contact. */
const recentContacts = 150

/** As in the index Customer_list_contact_idx, to the letter. */
const contact = `case when "lastContactAt" is null then '-infinity'::timestamptz else "lastContactAt" end`

/** One row a customer, the newest message first: the customer's `id` and the line `channel`, `text`, `at`. */
export const waitingMessages = `select c.id, c."firstName", c."lastName", c.phone, c.email, last.channel, left(last.description, 200) as text, last."timestamp" as at
  from (select * from "Customer" where "deletedAt" is null and ${contact} > '-infinity'::timestamptz
        order by ${contact} desc, id desc limit ${String(recentContacts)}) c
  join lateral (select type, channel, description, "timestamp" from "CustomerActivity" a
    where a."tenantId" = c."tenantId" and a."customerId" = c.id and a.type in ('message_received', 'message_sent', 'call')
    order by a."timestamp" desc, a.id desc limit 1) last on last.type = 'message_received'
  order by last."timestamp" desc`
