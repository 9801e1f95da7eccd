// Who may see and do what in the database, read from its own catalogue, and tried.
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { z } from 'zod'
import type { Shop } from '@/lib/customers/use-case'
import { newId } from '@/lib/shared/ids'
import { openTestShops, type TestShops } from '@/lib/test/shops'
import { openDatabase, replaceDatabase } from './client'
import { tenantDb, withoutTenant } from './tenant-db'

let shops: TestShops
beforeAll(async () => void (shops = await openTestShops()))
afterAll(() => shops.close())

const list = async (text: string): Promise<string[]> =>
  (await shops.backDoor.query<{ name: string }>(text)).rows.map(({ name }) => name)

/** Tables of people and shops, known to be without a tenant column. A new one must be thought about here. */
const withoutTenantColumn = ['Session', 'Tenant', 'User', '_prisma_migrations', 'login_throttle']

/** Functions that see past row-level security, each reviewed: what it gives is what its caller may know. */
const definers: Record<string, string> = {
  'is_empty_installation()': 'coccinelle_definer',
  'tenant_by_ref(text)': 'coccinelle_definer',
  'tenant_ids()': 'coccinelle_definer',
  'session_context(text)': 'coccinelle_definer',
  'memberships_of(text)': 'coccinelle_definer',
  'api_key_context(text)': 'coccinelle_definer',
  'channel_context(text)': 'coccinelle_definer',
  // Called with the hash of a token that only the address of a preference page holds.
  'preference_link_context(text)': 'coccinelle_definer',
  'connection_context(text)': 'coccinelle_definer',
  // Called with the account that a delivery signed by the vendor names.
  'connections_of_account(text,text)': 'coccinelle_definer',
  // Names of keys, of all shops together; the start compares them with what it was given.
  'sealed_key_ids()': 'coccinelle_definer',
  'near_words(text,text)': 'coccinelle_definer',
  'search_customers(text,text[],text[],text,integer,real,text,text)': 'coccinelle_definer',
  // Ids of the transaction's own shop that share a hash.
  'duplicate_candidates(text[],integer)': 'coccinelle_definer',
  'enqueue_job(text,json,text,text,integer)': 'the owner',
  // One job a key: the payload under a key never changes, and only the app may call it.
  'enqueue_once(text,json,text)': 'the owner',
  // A job for a later moment; like the other two it can only add.
  'enqueue_at(text,json,text,timestamp with time zone)': 'the owner',
  'enqueue_later(text,json,text,text)': 'the owner',
}

describe('the catalogue', () => {
  test('every table with a tenant has row-level security, enabled, forced, with the one policy for the app', async () => {
    const { rows } = await shops.backDoor.query<{
      name: string
      enabled: boolean
      forced: boolean
      policies: string[]
      rules: string[]
    }>(
      `select c.relname as name, c.relrowsecurity as enabled, c.relforcerowsecurity as forced,
         array(select polname::text from pg_policy p where p.polrelid = c.oid and 'coccinelle_app'::regrole = any(p.polroles)) as policies,
         array(select e from pg_policy p, unnest(array[coalesce(pg_get_expr(polqual, polrelid), ''), coalesce(pg_get_expr(polwithcheck, polrelid), '')]) e
           where p.polrelid = c.oid and 'coccinelle_app'::regrole = any(p.polroles)) as rules
       from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attname = 'tenantId' and not a.attisdropped
       where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p')`,
    )
    expect(rows.length).toBeGreaterThanOrEqual(19)
    for (const row of rows) {
      expect(row, row.name).toMatchObject({ enabled: true, forced: true, policies: ['tenant'] })
      expect(row.rules, row.name).toHaveLength(2)
      for (const rule of row.rules)
        expect(rule, row.name).toMatch(/^\("tenantId" = \( SELECT NULLIF\(current_setting\('app\.tenant_id'/)
    }
    const [tenant] = (
      await shops.backDoor.query(`select relrowsecurity, relforcerowsecurity from pg_class where oid = '"Tenant"'::regclass`)
    ).rows as unknown[]
    expect(tenant).toEqual({ relrowsecurity: true, relforcerowsecurity: true })
  })

  test('tables without a tenant are known by name', async () => {
    const names = await list(
      `select c.relname as name from pg_class c where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p', 'v', 'm', 'f')
       and not exists (select from pg_attribute a where a.attrelid = c.oid and a.attname = 'tenantId' and not a.attisdropped) order by 1`,
    )
    expect(names.filter((name) => !withoutTenantColumn.includes(name))).toEqual([])
    // A view would be read with its owner's rights.
    expect(
      await list(
        `select c.relname as name from pg_class c where c.relnamespace = 'public'::regnamespace and c.relkind in ('v', 'm')`,
      ),
    ).toEqual([])
  })

  test('no policy but the definer’s and the app’s own', async () => {
    const names = await list(
      `select distinct polname || ' to ' || (select string_agg(r::regrole::text, ',') from unnest(polroles) r) || ' for ' || polcmd::text as name from pg_policy order by 1`,
    )
    expect(names).toEqual(['definer to coccinelle_definer for r', 'tenant to coccinelle_app for *'])
  })

  test('the app signs in as nobody special and owns nothing', async () => {
    const login = decodeURIComponent(new URL(shops.appUrl).username)
    const { rows } = await shops.backDoor.query(
      `select rolname as name, rolsuper, rolbypassrls, rolcreatedb, rolcreaterole, rolreplication,
         (select count(*)::int from pg_class where relowner = r.oid and relnamespace = 'public'::regnamespace) as tables,
         (select count(*)::int from pg_proc where proowner = r.oid) as functions,
         array(select g.rolname::text from pg_roles g where pg_has_role(r.oid, g.oid, 'member') and g.oid <> r.oid) as member
       from pg_roles r where rolname in ($1, 'coccinelle_app', 'coccinelle_definer') order by rolname`,
      [login],
    )
    const nobody = {
      rolsuper: false,
      rolbypassrls: false,
      rolcreatedb: false,
      rolcreaterole: false,
      rolreplication: false,
      tables: 0,
    }
    expect(rows.map(({ name }: { name: string }) => name)).toEqual(['coccinelle_app', login, 'coccinelle_definer'].sort())
    for (const row of rows as { name: string }[]) expect(row, row.name).toMatchObject(nobody)
    expect(rows.find(({ name }: { name: string }) => name === login)).toMatchObject({ member: ['coccinelle_app'], functions: 0 })
    expect(rows.find(({ name }: { name: string }) => name === 'coccinelle_app')).toMatchObject({ member: [], functions: 0 })
    expect(rows.find(({ name }: { name: string }) => name === 'coccinelle_definer')).toMatchObject({ member: [] })
    expect(await list(`select rolname as name from pg_roles where rolname = 'coccinelle_definer' and rolcanlogin`)).toEqual([])
  })

  test('functions that see past the tenant are the reviewed ones, with a search path nobody can bend', async () => {
    const { rows } = await shops.backDoor.query<{ name: string; owner: string; config: string[]; anyone: boolean }>(
      `select p.oid::regprocedure::text as name, p.proowner::regrole::text as owner, coalesce(p.proconfig, '{}') as config,
         exists (select from aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) a where a.grantee = 0) as anyone
       from pg_proc p where p.prosecdef and p.pronamespace = 'public'::regnamespace`,
    )
    expect(rows.map(({ name }) => name).sort()).toEqual(Object.keys(definers).sort())
    for (const { name, owner, config, anyone } of rows) {
      if (definers[name] === 'coccinelle_definer') expect(owner, name).toBe('coccinelle_definer')
      expect(
        config.filter((setting) => setting.startsWith('search_path=')),
        name,
      ).toEqual([definers[name] === 'coccinelle_definer' ? 'search_path=public, pg_temp' : 'search_path=pg_catalog, pg_temp'])
      expect(anyone, name).toBe(false)
    }
  })

  test('the definer reads what it must and writes nothing', async () => {
    const names = await list(
      `select table_name || ' ' || privilege_type as name from information_schema.role_table_grants where grantee = 'coccinelle_definer' and privilege_type <> 'SELECT'`,
    )
    expect(names).toEqual([])
  })
})

describe('tried as the app', () => {
  const asApp = async (tenantId: string | null, text: string): Promise<unknown> => {
    const client = new pg.Client({ connectionString: shops.appUrl })
    await client.connect()
    try {
      await client.query('begin')
      if (tenantId !== null) await client.query(`select set_config('app.tenant_id', $1, true)`, [tenantId])
      return (await client.query(text)).rows
    } finally {
      await client.end()
    }
  }
  const denied = { code: '42501' }

  test.each([
    ['the queue’s tables', 'select * from graphile_worker._private_jobs'],
    ['another role', 'set role coccinelle_definer'],
    ['a function’s owner', 'alter function tenant_ids() owner to current_user'],
    ['turning row-level security off on a table', 'alter table "Customer" disable row level security'],
    ['a policy of its own', 'create policy mine on "Customer" using (true)'],
    ['a table in public', 'create table public.mine (a int)'],
    ['a function in public', 'create function public.mine() returns int language sql return 1'],
    ['truncate', 'truncate "Customer" cascade'],
    ['deleting customers', 'delete from "Customer"'],
    ['deleting notes', 'delete from "CustomerNote"'],
    ['deleting the audit log', 'delete from "AuditEvent"'],
    ['changing the audit log', `update "AuditEvent" set action = 'x'`],
    ['deleting consents', 'delete from "ConsentEntry"'],
    ['changing a consent', `update "ConsentEntry" set state = 'granted'`],
    ['changing a consent’s date', `update "ConsentEntry" set at = now()`],
    ['the near words of another shop', `select near_words('other', 'x')`],
    ['a stored password hash of the server', 'select * from pg_authid'],
    ['a file of the server', `select pg_read_file('postgresql.conf')`],
  ])('%s is denied', async (_what, text) => {
    const shop = await shops.create()
    await expect(asApp(shop.id, text)).rejects.toMatchObject(denied)
  })

  test('setting row_security off makes statements fail rather than show more', async () => {
    const shop = await shops.create()
    await expect(asApp(shop.id, 'set local row_security = off; select * from "Customer"')).rejects.toMatchObject(denied)
  })

  test('without a tenant nothing is seen, nothing is written', async () => {
    const shop = await shops.create()
    await shops.backDoor.query(`insert into "Customer" ("tenantId", id, "firstName") values ($1, $2, 'Seen')`, [shop.id, newId()])
    const tables = await list(
      `select c.relname as name from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attname = 'tenantId' and not a.attisdropped
       where c.relnamespace = 'public'::regnamespace and c.relkind = 'r'`,
    )
    for (const table of [...tables, 'Tenant']) expect(await asApp(null, `select 1 from "${table}" limit 1`), table).toEqual([])
    for (const tenant of [null, '', 'unknown'])
      await expect(asApp(tenant, `insert into "Customer" ("tenantId", id) values ('${shop.id}', 'x')`)).rejects.toMatchObject(
        denied,
      )
    expect(await asApp(null, `select * from search_customers('seen', '{}', '{}', '', 10)`)).toEqual([])
    expect(await asApp(shop.id, `select rank from search_customers('seen', '{}', '{}', '', 10)`)).toHaveLength(1)
    await expect(
      withoutTenant(z.unknown(), `insert into "Tag" ("tenantId", id, name, key) values ($1, 'x', 'x', 'x')`, [shop.id]),
    ).rejects.toMatchObject(denied)
    expect(() => tenantDb('')).toThrow('No tenant given')
  })

  test('another shop’s rows cannot be taken over, nor rows given to another shop', async () => {
    const [mine, theirs] = [await shops.create(), await shops.create()]
    const id = newId()
    await shops.backDoor.query(`insert into "Customer" ("tenantId", id, "firstName") values ($1, $2, 'Theirs')`, [theirs.id, id])
    const touched = await tenantDb(mine.id).sql((sql) =>
      sql.run(`update "Customer" set "firstName" = 'Mine' where id = $1`, [id]),
    )
    expect(touched).toBe(0)
    await expect(asApp(theirs.id, `update "Customer" set "tenantId" = '${mine.id}' where id = '${id}'`)).rejects.toMatchObject(
      denied,
    )
    expect(await tenantDb(mine.id).transaction((tx) => tx.customer.findMany({ where: { tenantId: theirs.id } }))).toEqual([])
    expect(await tenantDb(mine.id).transaction((tx) => tx.tenant.findMany())).toMatchObject([{ id: mine.id }])
  })
})

test('20 shops, 2 connections, 10,000 operations with aborts between them: no foreign row is ever seen', async () => {
  const few = openDatabase(shops.appUrl, 2)
  replaceDatabase(few)
  try {
    const own: Shop[] = []
    for (let i = 0; i < 20; i++) own.push(await shops.create())
    await shops.backDoor.query(
      `insert into "Customer" ("tenantId", id, "firstName") select t, t || '-' || i, 'Canary ' || t from unnest($1::text[]) t, generate_series(1, 5) i`,
      [own.map(({ id }) => id)],
    )
    const rowSchema = z.object({ tenantId: z.string(), firstName: z.string() })
    let seen = 0
    let foreign = 0
    let aborted = 0
    const look = (tenantId: string, rows: { tenantId: string; firstName: string | null }[]) => {
      seen += rows.length
      foreign += rows.filter((row) => row.tenantId !== tenantId || row.firstName !== `Canary ${tenantId}`).length
      if (rows.length !== 5) foreign += 1
    }
    const abort = new Error('abort')
    const operation = async (index: number): Promise<void> => {
      const tenantId = own[(index * 7919) % own.length]?.id ?? ''
      const db = tenantDb(tenantId)
      const read = `select "tenantId", "firstName" from "Customer"`
      try {
        switch (index % 20) {
          case 0:
            await db.sql(async (sql) => {
              look(tenantId, await sql.rows(rowSchema, read))
              throw abort
            })
            break
          case 1:
            await db.sql((sql) => sql.rows(rowSchema, 'select 1/0'))
            break
          case 2:
            await db.transaction(async (tx) => look(tenantId, await tx.customer.findMany()))
            break
          case 3:
            await db.transaction(async (tx) => {
              look(tenantId, await tx.customer.findMany())
              throw abort
            })
            break
          case 4: {
            // Statements outside any tenant use the same connections: nothing of the transaction before is left.
            const rows = await withoutTenant(rowSchema, read, [])
            foreign += rows.length
            break
          }
          default:
            await db.sql(async (sql) => look(tenantId, await sql.rows(rowSchema, read)))
        }
      } catch (error) {
        if (error !== abort && !(error instanceof Error && 'code' in error && error.code === '22012')) throw error
        aborted += 1
      }
    }
    let next = 0
    const lane = async () => {
      while (next < 10_000) {
        next += 1
        await operation(next)
      }
    }
    await Promise.all(Array.from({ length: 12 }, lane))
    expect({ foreign, aborted }).toEqual({ foreign: 0, aborted: 1_500 })
    expect(seen).toBe(9_000 * 5)
  } finally {
    replaceDatabase(shops.database)
    await few.close()
  }
}, 180_000)
