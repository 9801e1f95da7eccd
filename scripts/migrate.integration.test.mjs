// Migrations and roles on a real server: repeatable, all or nothing, equal to the schema, and with no more rights than needed.
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, inject, it } from 'vitest'

import { createTestDatabase } from '../lib/test/database'
import { migrate, schemaDrift } from './lib/migrate.mjs'
import { prepareRoles } from './lib/roles.mjs'
import { query, withParts } from './lib/sql.mjs'

let database
const folders = []
beforeAll(async () => {
  database = await createTestDatabase()
})
afterAll(async () => {
  await database.drop()
  for (const folder of folders) rmSync(folder, { recursive: true })
})

/** A migrations folder of its own, and an empty database for it. */
async function scratch(migrations) {
  const folder = mkdtempSync(join(tmpdir(), 'coccinelle-migrations-'))
  folders.push(folder)
  const write = (name, sql) => {
    mkdirSync(join(folder, name), { recursive: true })
    writeFileSync(join(folder, name, 'migration.sql'), sql)
  }
  for (const [name, sql] of Object.entries(migrations)) write(name, sql)
  const { superUrl, ownerUrl } = inject('testServer')
  const name = `m_${folders.length}_${process.pid}`
  await query(superUrl, `create database ${name} owner coccinelle_owner template template0`)
  const url = withParts(ownerUrl, { database: name })
  const logins = await prepareRoles(url, 'a-test-secret-of-no-value')
  return {
    url,
    write,
    logins,
    run: () => migrate(url, { ...logins, folder }),
    drop: () => query(superUrl, `drop database ${name} with (force)`),
  }
}

it('the migrated database is what schema.prisma says', async () => {
  expect(await schemaDrift(database.ownerUrl)).toBe('')
})

it('a difference shows up', async () => {
  const own = await createTestDatabase()
  try {
    await query(own.ownerUrl, 'alter table "Customer" add column surprise text')
    expect(await schemaDrift(own.ownerUrl)).toContain('surprise')
  } finally {
    await own.drop()
  }
})

it('migrating again applies nothing', async () => {
  expect(await migrate(database.ownerUrl, database)).toEqual([])
})

it('a shop that was there before segments has its levels, though forced row-level security binds the owner', async () => {
  const all = join(import.meta.dirname, '../prisma/migrations')
  const names = readdirSync(all).filter((name) => name !== 'migration_lock.toml')
  const read = (name) => readFileSync(join(all, name, 'migration.sql'), 'utf8')
  const [before, after] = [names.filter((name) => name < '20261127000030'), names.filter((name) => name >= '20261127000030')]
  const s = await scratch(Object.fromEntries(before.map((name) => [name, read(name)])))
  try {
    await s.run()
    const { pathname } = new URL(s.url)
    const superUrl = withParts(inject('testServer').superUrl, { database: pathname.slice(1) })
    await query(superUrl, `insert into "Tenant" (id, slug, name) values ('old', 'old', 'Old')`)
    for (const name of after) s.write(name, read(name))
    await s.run()
    expect(await query(superUrl, 'select key from "Segment" order by position')).toEqual(
      ['vip', 'active', 'prospect', 'standard'].map((key) => ({ key })),
    )
    const forced = `select count(*)::int as n from pg_class where relname in ('Tenant', 'Segment') and relforcerowsecurity`
    expect(await query(superUrl, forced)).toEqual([{ n: 2 }])
  } finally {
    await s.drop()
  }
})

it('runs once when many start together, keeps functions whole, and undoes a failed migration', async () => {
  const s = await scratch({
    '1_first':
      'create table a (n int); -- one; two\ncreate function f() returns int language plpgsql as $$ begin perform 1; return 2; end $$;',
  })
  try {
    const runs = await Promise.all([s.run(), s.run(), s.run()])
    expect(runs.flat()).toEqual(['1_first'])
    expect(await query(s.url, 'select f() as f')).toEqual([{ f: 2 }])

    s.write('2_second', 'create table b (n int); insert into nowhere values (1);')
    await expect(s.run()).rejects.toThrow(
      expect.objectContaining({
        message: expect.stringContaining('2_second failed and was undone'),
        detail: expect.stringContaining('nowhere'),
      }),
    )
    expect(await query(s.url, "select to_regclass('b') as b")).toEqual([{ b: null }])

    s.write('2_second', 'create table b (n int);')
    expect(await s.run()).toEqual(['2_second'])
    const history = await query(
      s.url,
      'select migration_name, finished_at is not null as done from _prisma_migrations where rolled_back_at is null order by 1',
    )
    expect(history).toEqual([
      { migration_name: '1_first', done: true },
      { migration_name: '2_second', done: true },
    ])

    s.write('1_first', 'create table changed (n int);')
    await expect(s.run()).rejects.toThrow('1_first was edited after it had been applied')
  } finally {
    await s.drop()
  }
})

it('the app is no owner, no superuser, and cannot reach the queue', async () => {
  const roles = await query(
    database.ownerUrl,
    `select rolname, rolsuper or rolbypassrls or rolcreaterole or rolcreatedb as too_much, rolcanlogin
    from pg_roles where rolname like 'coccinelle_%' and rolname <> 'coccinelle_owner'`,
  )
  expect(roles.filter((role) => role.too_much)).toEqual([])
  expect(roles.filter((role) => ['coccinelle_app', 'coccinelle_definer'].includes(role.rolname) && role.rolcanlogin)).toEqual([])
  expect(
    await query(
      database.appUrl,
      "select pg_has_role('coccinelle_owner', 'member') or pg_has_role('coccinelle_definer', 'member') as more",
    ),
  ).toEqual([{ more: false }])
  await expect(query(database.appUrl, 'select * from graphile_worker.jobs')).rejects.toThrow('permission denied')
  await expect(query(database.appUrl, 'create table x (n int)')).rejects.toThrow('permission denied')
})

it('roles may be prepared again, in parallel, with another secret', async () => {
  const s = await scratch({})
  try {
    const secret = 'another-secret-of-no-value'
    const [first] = await Promise.all([1, 2, 3].map(() => prepareRoles(s.url, secret)))
    expect(first.appUrl).not.toBe(s.logins.appUrl)
    expect(await query(first.appUrl, 'select 1 as one')).toEqual([{ one: 1 }])
    await expect(query(s.logins.appUrl, 'select 1')).rejects.toThrow('password')
  } finally {
    await s.drop()
  }
})

it('an account that may not make roles is told what to do', async () => {
  const { superUrl } = inject('testServer')
  await query(superUrl, "create role plain login password 'x'")
  await query(superUrl, 'create database plain_db owner plain template template0')
  try {
    const url = withParts(superUrl, { database: 'plain_db', user: 'plain', password: 'x' })
    await expect(prepareRoles(url, 'a-test-secret-of-no-value')).rejects.toThrow(/CREATEROLE.*APP_DATABASE_URL/)
    // With logins made by hand it works, given the rights on the queue's owner.
    await expect(
      prepareRoles(url, 'x', { given: { appUrl: 'postgresql://nobody_there@h/d', workerUrl: 'postgresql://nobody_there@h/d' } }),
    ).rejects.toThrow('CREATEROLE')
  } finally {
    await query(superUrl, 'drop database plain_db with (force)')
    await query(superUrl, 'drop role plain')
  }
})
