// Applies the migrations: Prisma's with its real schema engine (WebAssembly, no binary), then the job queue's own.
import { createHash } from 'node:crypto'
import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'

import { ROOT } from './environment.mjs'
import { LauncherError } from './messages.mjs'
import { withEngine } from './schema-engine.mjs'
import { databaseOf, identifier, query, withAdvisoryLock, withClient } from './sql.mjs'

const LOCK = 0x6d696772 // "migr"
const NO_FILTER = { externalTables: [], externalEnums: [] }
const SCHEMA = join(ROOT, 'prisma', 'schema.prisma')
const require = createRequire(import.meta.url)

function readMigrations(folder) {
  const names = readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
  return names.toSorted().map((name) => {
    const content = readFileSync(join(folder, name, 'migration.sql'), 'utf8')
    return { name, content, checksum: createHash('sha256').update(content).digest('hex') }
  })
}

function failed(name, cause) {
  return new LauncherError(
    `La migration ${name} de la base a échoué et a été annulée : la base est restée comme avant. Corrigez la cause ci-dessous puis relancez.`,
    `The database migration ${name} failed and was undone: the database is as it was before. Mend the cause below, then start again.`,
    { cause, detail: cause.message.replace(/\n\s+\d+: [\s\S]*/, '') },
  )
}

/** The migrations still to apply. @throws {LauncherError} when one was edited after it had been applied */
async function pending(client, migrations) {
  const {
    rows: [{ there }],
  } = await client.query("select to_regclass('public._prisma_migrations') is not null as there")
  if (!there) return migrations
  // An unfinished one was rolled back with its transaction (see schema-engine.mjs): note that, and try it again.
  await client.query('update _prisma_migrations set rolled_back_at = now() where finished_at is null and rolled_back_at is null')
  const { rows } = await client.query('select migration_name, checksum from _prisma_migrations where rolled_back_at is null')
  const known = new Map(rows.map((row) => [row.migration_name, row.checksum]))
  const edited = migrations.find(({ name, checksum }) => known.has(name) && known.get(name) !== checksum)
  if (edited === undefined) return migrations.filter(({ name }) => !known.has(name))
  throw new LauncherError(
    `La migration ${edited.name} a été modifiée après son application. Rétablissez le fichier et ajoutez une nouvelle migration.`,
    `The migration ${edited.name} was edited after it had been applied. Restore the file and add a new migration.`,
  )
}

async function applyWithEngine(ownerUrl, folder, migrations) {
  const lockFile = join(folder, 'migration_lock.toml')
  const migrationsList = {
    baseDir: folder,
    lockfile: { path: 'migration_lock.toml', content: existsSync(lockFile) ? readFileSync(lockFile, 'utf8') : null },
    migrationDirectories: migrations.map(({ name, content }) => ({
      path: name,
      migrationFile: { path: 'migration.sql', content: { tag: 'ok', value: content } },
    })),
    shadowDbInitScript: '',
  }
  const scripts = migrations.map(({ content }) => content)
  await withEngine(ownerUrl, SCHEMA, (engine) => engine.applyMigrations({ migrationsList, filters: NO_FILTER }), scripts)
}

/** Brings the job queue's schema up to date as the worker, who owns it; skipped when it already is. */
async function migrateQueue(client, ownerUrl, workerUrl) {
  const { migrations } = require('graphile-worker/dist/generated/sql.js')
  const newest = Math.max(...Object.keys(migrations).map((file) => Number.parseInt(file, 10)))
  const {
    rows: [{ there }],
  } = await client.query("select to_regclass('graphile_worker.migrations') is not null as there")
  if (there) {
    const {
      rows: [{ id }],
    } = await client.query('select max(id)::int as id from graphile_worker.migrations')
    if (id >= newest) return
  }
  const { runMigrations, Logger } = await import('graphile-worker')
  const [database, worker] = [identifier(databaseOf(ownerUrl)), identifier(decodeURIComponent(new URL(workerUrl).username))]
  // graphile-worker says "create schema if not exists", which asks for this right even when the schema exists.
  await client.query(`grant create on database ${database} to ${worker}`)
  try {
    await runMigrations({ connectionString: workerUrl, schema: 'graphile_worker', logger: new Logger(() => () => {}) })
  } finally {
    await client.query(`revoke create on database ${database} from ${worker}`)
  }
}

/**
 * Applies what is missing, under a lock, so that several machines may start at once; with nothing missing
 * it costs a few queries. Prisma's own `_prisma_migrations` is kept, `prisma migrate deploy` works too.
 * @param {{ workerUrl: string, folder?: string }} options the queue is migrated as its owner, the worker
 * @returns {Promise<string[]>} the names applied now
 * @throws {LauncherError} naming the migration that failed
 */
export function migrate(ownerUrl, { workerUrl, folder = join(ROOT, 'prisma', 'migrations') }) {
  const migrations = readMigrations(folder)
  return withClient(ownerUrl, (client) =>
    withAdvisoryLock(client, LOCK, async () => {
      const todo = await pending(client, migrations)
      if (todo.length > 0) {
        await applyWithEngine(ownerUrl, folder, migrations).catch((cause) => {
          throw failed((todo.find(({ name }) => cause.message.includes(name)) ?? todo[0]).name, cause)
        })
      }
      await migrateQueue(client, ownerUrl, workerUrl)
      return todo.map(({ name }) => name)
    }),
  )
}

/**
 * The SQL that would turn the migrated database into prisma/schema.prisma; empty when they agree. What
 * prisma/sql-only.json lists (objects that the schema language cannot say) is left out.
 * @returns {Promise<string>}
 */
export function schemaDrift(ownerUrl) {
  const schema = { files: [{ path: SCHEMA, content: readFileSync(SCHEMA, 'utf8') }], configDir: ROOT }
  const [from, to] = [
    { tag: 'schemaDatasource', ...schema },
    { tag: 'schemaDatamodel', ...schema },
  ]
  return withEngine(ownerUrl, SCHEMA, async (engine) => {
    const { stdout } = await engine.diff({ from, to, script: true, shadowDatabaseUrl: null, exitCode: null, filters: NO_FILTER })
    return withoutSqlOnly(stdout ?? '')
  })
}

function withoutSqlOnly(script) {
  const listed = JSON.parse(readFileSync(join(ROOT, 'prisma', 'sql-only.json'), 'utf8'))
  const indexes = new Set(Array.isArray(listed) ? listed : listed.indexes)
  const statements = script
    .replace(/^\s*--.*$/gm, '')
    .split(/;\s*(?:\n|$)/)
    .map((text) => text.trim())
    .filter(Boolean)
  const kept = statements.filter((text) => !indexes.has(/^DROP INDEX "([^"]+)"$/.exec(text)?.[1]))
  return kept.map((text) => `${text};`).join('\n')
}

/** True while no shop exists: the demo shop may be made. @param {string} appUrl */
export async function isEmptyInstallation(appUrl) {
  const [row] = await query(appUrl, 'select is_empty_installation() as empty')
  return row.empty === true
}
