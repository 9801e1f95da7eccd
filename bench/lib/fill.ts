// Fills a shop with invented customers inside the database, without a round trip a row; the same ones every time.
// The telephone numbers exist in this throw-away database only; nothing is ever sent.
import pg from 'pg'
import { firstNames, lastNames, tagNames } from './names'

const people = `
create temp table person on commit drop as
select n, uuidv7(met - clock_timestamp())::text as id, met, first_name, last_name, segment, orders,
  case when roll_phone < 0.9 then '+336' || lpad(((n::bigint * 48271 + 1234567) % 100000000)::text, 8, '0') end as phone,
  case when roll_email < 0.7 then lower(unaccent(translate(first_name || '.' || last_name, ' ’', ''))) || n || '@example.org' end as email,
  case when roll_channel < 0.4 then 'sms' when roll_channel < 0.7 then 'whatsapp' when roll_channel < 0.9 then 'email' end as channel
from (
  select n, clock_timestamp() - random() * interval '1000 days' as met,
    case when random() < 0.97 then ($2::text[])[1 + floor(power(random(), 2) * array_length($2::text[], 1))::int] end as first_name,
    case when random() < 0.95 then ($3::text[])[1 + floor(power(random(), 3) * array_length($3::text[], 1))::int] end as last_name,
    case when random() < 0.05 then 'vip' when random() < 0.3 then 'active' when random() < 0.6 then 'standard' when random() < 0.5 then 'prospect' end as segment,
    case when random() < 0.4 then 1 + floor(power(random(), 2) * 8)::int else 0 end as orders,
    random() as roll_phone, random() as roll_email, random() as roll_channel
  from generate_series(1, $1::int) n) rolled`

const purchases = `
create temp table purchase on commit drop as
select p.id as customer, p.n || '-' || k as external, p.met + random() * (clock_timestamp() - p.met) as placed,
  2000 + 100 * floor(random() * 200)::int as total, case when random() < 0.05 then 'cancelled' else 'fulfilled' end as status
from person p cross join lateral generate_series(1, p.orders) k`

const customers = `
insert into "Customer" ("tenantId", id, "firstName", "lastName", email, phone, "preferredChannel", segment, "orderCount", "spentMinor",
  "lastOrderAt", "lastContactAt", "lastContactChannel", metadata, "createdAt", "updatedAt")
select current_tenant(), p.id, first_name, last_name, email, phone, channel, segment, coalesce(bought.count, 0), coalesce(bought.spent, 0), bought.last,
  case when channel is not null then met + random() * (clock_timestamp() - met) end, channel,
  case when random() < 0.3 then jsonb_build_object('taille', (34 + 2 * floor(random() * 8))::int::text) else '{}' end, met, met + random() * (clock_timestamp() - met)
from person p left join (select customer, count(*) as count, sum(total) as spent, max(placed) as last from purchase where status <> 'cancelled'
  group by 1) bought on bought.customer = p.id`

const handles = (kind: 'phone' | 'email', digits: string): string => `
insert into "CustomerHandle" ("tenantId", id, "customerId", kind, value, raw, "reversedDigits", "isPrimary", source, "createdAt")
select current_tenant(), uuidv7(met - clock_timestamp())::text, id, '${kind}', ${kind}, ${kind}, ${digits}, true, 'api', met from person where ${kind} is not null`

const tags = `
insert into "Tag" ("tenantId", id, name, key)
select current_tenant(), uuidv7()::text, name, fold(name) from unnest($1::text[]) name`

const taggings = `
insert into "CustomerTag" ("tenantId", "customerId", "tagId", "createdAt")
select current_tenant(), p.id, t.id, p.met from person p join lateral (select id from "Tag" order by random() limit floor(power(random(), 2) * 4 + (p.n % 2) * 0.5)::int) t on true`

const orders = `
insert into "Order" ("tenantId", id, "customerId", source, "externalId", status, "totalMinor", currency, "placedAt")
select current_tenant(), uuidv7(placed - clock_timestamp())::text, customer, 'api', external, status, total, 'EUR', placed from purchase`

const activities = `
insert into "CustomerActivity" ("tenantId", id, "customerId", type, channel, description, timestamp)
select current_tenant(), uuidv7(at - clock_timestamp())::text, id, case when k = 1 then 'customer_created' else 'message_received' end,
  case when k = 1 then null else channel end, case when k = 1 then '' else 'Bonjour, avez-vous la robe en 38 ?' end, at
from (select p.id, p.channel, k, case when k = 1 then p.met else p.met + random() * (clock_timestamp() - p.met) end as at
  from person p cross join lateral generate_series(1, 1 + floor(power(random(), 3) * 6)::int) k) line`

/** Most were asked, some by two channels; of the asked by text message a tenth refused, a few later than they agreed. */
const consents = `
insert into "ConsentEntry" ("tenantId", id, "customerId", channel, state, source, actor, at)
select current_tenant(), uuidv7(at - clock_timestamp())::text, id, channel, state, 'admin', 'bench', at from (
  select id, 'sms' as channel, case when random() < 0.9 then 'granted' else 'denied' end as state, met as at from person where phone is not null and random() < 0.6
  union all select id, 'sms', 'denied', met + random() * (clock_timestamp() - met) from person where phone is not null and random() < 0.03
  union all select id, 'email', case when random() < 0.8 then 'granted' else 'denied' end, met from person where email is not null and random() < 0.5) asked`

const messages = `
insert into "Message" ("tenantId", id, "customerId", direction, channel, "externalId", "fromAddress", body, status, "occurredAt")
select current_tenant(), uuidv7("timestamp" - clock_timestamp())::text, "customerId", 'inbound', channel, id, 'bench', description, 'received', "timestamp"
from "CustomerActivity" where type = 'message_received' and channel is not null`

/** Pairs to decide about, as many in a large shop as in a small one: a list of them is read by people. */
const duplicates = `
insert into "DuplicateSuggestion" ("tenantId", "customerA", "customerB", score, evidence)
select current_tenant(), least(a collate "C", b), greatest(a collate "C", b), 60 + n % 40, '[]' from (
  select n, id as a, lead(id) over (order by n) as b from person where n <= 200) pair where b is not null`

/** Makes `count` customers with handles, tags, orders, consents and a history in an empty shop, as the app's role. */
export async function fill(appUrl: string, tenantId: string, count: number): Promise<void> {
  const client = new pg.Client({ connectionString: appUrl })
  await client.connect()
  try {
    await client.query('begin')
    await client.query(`select set_config('app.tenant_id', $1, true), setseed(0.42)`, [tenantId])
    await client.query(people, [count, firstNames, lastNames])
    await client.query(purchases)
    await client.query('analyze person; analyze purchase')
    await client.query(customers)
    await client.query(handles('phone', `reverse(substr(phone, 2))`))
    await client.query(handles('email', `''`))
    await client.query(tags, [tagNames])
    await client.query(taggings)
    await client.query(orders)
    await client.query(activities)
    await client.query(consents)
    await client.query(messages)
    await client.query(duplicates)
    await client.query('commit')
  } finally {
    await client.end()
  }
}

/** Statistics and visibility as autovacuum would leave them, so that plans are those of a settled database. */
export async function settle(superUrl: string): Promise<void> {
  const client = new pg.Client({ connectionString: superUrl })
  await client.connect()
  try {
    await client.query('vacuum (analyze)')
  } finally {
    await client.end()
  }
}
