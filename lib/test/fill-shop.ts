// Thousands of customers for tests of plans and pages.
import type { TestShops } from './shops'

/** Fills a shop without the triggers, which would take most of the time. Few distinct values: every sort has long ties. */
export async function fillShop(shops: TestShops, tenantId: string, count: number): Promise<void> {
  const client = await shops.backDoor.connect()
  try {
    await client.query('set session_replication_role = replica')
    await client.query(
      `insert into "Customer" ("tenantId", id, "firstName", "lastName", email, phone, segment, "orderCount", "spentMinor", "createdAt", "updatedAt", "lastContactAt", "searchText", "sortName")
       select $1, $1 || '-' || lpad(i::text, 6, '0'), f, l, null, null, (array['vip', 'active', 'prospect', 'standard', null])[1 + i % 5], i % 7, (i % 11) * 100,
         timestamptz '2026-01-01T00:00:00Z' + (i % 997) * interval '1.001 second', timestamptz '2026-02-01T00:00:00Z' + (i % 991) * interval '1 millisecond',
         case when i % 3 = 0 then null else timestamptz '2026-03-01T00:00:00Z' + (i % 13) * interval '1 day' end,
         ' ' || f || ' ' || l || ' ', l || ' ' || f
       from (select i, (array['marie', 'jean', 'chloe', 'paul', 'ines'])[1 + i % 5] as f,
         chr(97 + i % 26) || chr(97 + (i / 26) % 26) || chr(97 + (i / 676) % 26) || 'ard' as l from generate_series(1, $2::int) i) people`,
      [tenantId, count],
    )
    await client.query(
      `insert into "CustomerHandle" ("tenantId", id, "customerId", kind, value, raw, "reversedDigits")
       select $1, 'p-' || id, id, 'phone', '+3363998' || right(id, 5), '', reverse('3363998' || right(id, 5)) from "Customer" where "tenantId" = $1`,
      [tenantId],
    )
    await client.query(
      `insert into "SearchWord" ("tenantId", word) select distinct $1, w from "Customer", unnest(string_to_array(btrim("searchText"), ' ')) w where "tenantId" = $1`,
      [tenantId],
    )
    await client.query(
      `insert into "Tag" ("tenantId", id, name, key) values ($1, 'tag-rare', 'rare', 'rare'), ($1, 'tag-common', 'common', 'common')`,
      [tenantId],
    )
    await client.query(
      `insert into "CustomerTag" ("tenantId", "customerId", "tagId") select $1, id, 'tag-common' from "Customer" where "tenantId" = $1 and right(id, 1) in ('1', '2')
       union all select $1, id, 'tag-rare' from "Customer" where "tenantId" = $1 and right(id, 3) = '777'`,
      [tenantId],
    )
    await client.query(
      `update "Tag" t set customers = (select count(*) from "CustomerTag" ct where ct."tenantId" = $1 and ct."tagId" = t.id) where t."tenantId" = $1`,
      [tenantId],
    )
    await client.query('set session_replication_role = origin')
  } finally {
    client.release()
  }
}
