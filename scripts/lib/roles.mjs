// Makes the database roles: the app and the worker never sign in as the database's owner.
import { createHash, createHmac } from 'node:crypto'

import { LauncherError } from './messages.mjs'
import { connect, databaseOf, identifier, literal, withAdvisoryLock, withClient, withParts } from './sql.mjs'

const LOCK = 0x636f6363 // "cocc"
const SHARED =
  'Several databases on one server share the roles coccinelle_app and coccinelle_definer; their maker can share them:\n  grant coccinelle_app, coccinelle_definer to THIS_ACCOUNT with admin option;'
const OLDEST = 160_000
const SAFE = 'NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE NOREPLICATION'

/** Role names are cut at 63 bytes by PostgreSQL; a longer one gets a digest at its end. */
function roleName(prefix, suffix) {
  const name = `${prefix}_${suffix}`
  if (Buffer.byteLength(name) <= 63) return name
  return `${prefix}_${createHash('sha256').update(suffix).digest('hex').slice(0, 24)}`
}

/** The names and addresses that the app and the worker of a database sign in with. */
export function loginsOf(ownerUrl, appSecret, suffix = databaseOf(ownerUrl)) {
  const address = (role) =>
    withParts(ownerUrl, { user: role, password: createHmac('sha256', appSecret).update(role).digest('base64url') })
  const [app, worker] = [roleName('coccinelle_app', suffix), roleName('coccinelle_worker', suffix)]
  return { app, worker, appUrl: address(app), workerUrl: address(worker) }
}

const passwordOf = (url) => decodeURIComponent(new URL(url).password)

async function signsIn(url) {
  try {
    await (await connect(url)).end()
    return true
  } catch (error) {
    // 28P01 wrong password, 28000 no such login. Anything else (a network fault) is not ours to mend.
    if (error.code === '28P01' || error.code === '28000') return false
    throw error
  }
}

async function readState(client, names) {
  const {
    rows: [state],
  } = await client
    .query(
      `select current_user as owner, current_database() as database, current_setting('server_version_num')::int as version,
       (select rolsuper from pg_roles where rolname = current_user) as super,
       (select rolcreaterole from pg_roles where rolname = current_user) as may_create,
       (select coalesce(json_object_agg(rolname, rolsuper or rolbypassrls), '{}') from pg_roles where rolname = any($1)) as roles,
       (select coalesce(json_agg(g.rolname || ' to ' || m.rolname), '[]') from pg_auth_members a join pg_roles g on g.oid = a.roleid
         join pg_roles m on m.oid = a.member where g.rolname = any($1) and a.inherit_option and a.set_option) as memberships,
       (select nspowner::regrole::text from pg_namespace where nspname = 'graphile_worker') as queue_owner`,
      [names],
    )
    .catch((cause) => {
      // Servers before 16 lack the columns asked for.
      throw cause.code === '42703' ? tooOld(cause) : cause
    })
  if (state.version < OLDEST) throw tooOld()
  return state
}

function tooOld(cause) {
  return new LauncherError(
    'DATABASE_URL : ce serveur PostgreSQL est trop ancien. Il faut la version 16 ou une plus récente (18 conseillée).',
    'DATABASE_URL: this PostgreSQL server is too old. Version 16 or a newer one is needed (18 advised).',
    { cause },
  )
}

function cannotPrepare(cause) {
  return new LauncherError(
    'DATABASE_URL : ce compte ne peut pas préparer les rôles de la base. Donnez-lui CREATEROLE et la propriété de la base, ou créez les rôles vous-même et donnez APP_DATABASE_URL et WORKER_DATABASE_URL.',
    "DATABASE_URL: this account cannot prepare the database's roles. Give it CREATEROLE and the ownership of the database, or make the roles yourself and give APP_DATABASE_URL and WORKER_DATABASE_URL.",
    { cause, detail: cause && `${cause.message}\n${SHARED}` },
  )
}

/** The statements that bring the roles from what `state` says to what they must be. */
function missingStatements(state, { app, worker }) {
  const statements = []
  const ensureRole = (name, kind) => {
    if (!(name in state.roles)) statements.push(`create role ${identifier(name)} ${kind} ${SAFE}`)
    else if (state.roles[name]) statements.push(`alter role ${identifier(name)} nosuperuser nobypassrls`)
  }
  const ensureMember = (group, member) => {
    if (!state.memberships.includes(`${group} to ${member}`)) {
      statements.push(`grant ${identifier(group)} to ${identifier(member)} with inherit true, set true`)
    }
  }
  ensureRole('coccinelle_app', 'nologin')
  ensureRole('coccinelle_definer', 'nologin')
  if (app) {
    ensureRole(app, 'login inherit')
    ensureMember('coccinelle_app', app)
  }
  if (worker) ensureRole(worker, 'login inherit')
  ensureMember('coccinelle_definer', state.owner)
  if (worker) {
    ensureMember(worker, state.owner)
    statements.push(`grant connect on database ${identifier(state.database)} to ${identifier(worker)}, ${identifier(app)}`)
    if (state.queue_owner === null) statements.push(`create schema graphile_worker authorization ${identifier(worker)}`)
  }
  return statements
}

/**
 * Makes sure of the roles of the owner's database and returns the addresses of the two logins. Harmless
 * to repeat and to run from several places at once. `given` are logins made by hand, kept as they are.
 * @param {string} ownerUrl a superuser, or an account with CREATEROLE that owns the database
 * @param {string} appSecret the logins' passwords are derived from it
 * @param {{ given?: { appUrl: string, workerUrl: string }, suffix?: string }} [options]
 * @returns {Promise<{ appUrl: string, workerUrl: string }>}
 * @throws {LauncherError} when the account may not do it
 */
export async function prepareRoles(ownerUrl, appSecret, { given, suffix } = {}) {
  const logins = loginsOf(ownerUrl, appSecret, suffix)
  const names = given
    ? { app: null, worker: decodeURIComponent(new URL(given.workerUrl).username) }
    : { app: logins.app, worker: logins.worker }
  await withClient(ownerUrl, (client) =>
    withAdvisoryLock(client, LOCK, async () => {
      const all = ['coccinelle_app', 'coccinelle_definer', names.app, names.worker].filter(Boolean)
      const state = await readState(client, all)
      const statements = given ? givenStatements(state, names.worker) : missingStatements(state, names)
      if (!state.super && !state.may_create && statements.some((text) => text.startsWith('create role'))) throw cannotPrepare()
      try {
        for (const statement of statements) await client.query(statement)
        if (given) return
        for (const [name, url] of [
          [logins.app, logins.appUrl],
          [logins.worker, logins.workerUrl],
        ]) {
          if (!(await signsIn(url)))
            await client.query(`alter role ${identifier(name)} login password ${literal(passwordOf(url))}`)
        }
      } catch (cause) {
        // 42501: not allowed; 0LP01: not allowed to give this membership.
        throw cause.code === '42501' || cause.code === '0LP01' ? cannotPrepare(cause) : cause
      }
    }),
  )
  return given ?? { appUrl: logins.appUrl, workerUrl: logins.workerUrl }
}

/** With logins made by hand only the queue's schema may be missing; the rest is the administrator's. */
function givenStatements(state, worker) {
  const lacking = ['coccinelle_app', 'coccinelle_definer', worker].filter((name) => !(name in state.roles))
  if (lacking.length > 0) throw cannotPrepare(new Error(`missing roles: ${lacking.join(', ')}`))
  return state.queue_owner === null ? [`create schema graphile_worker authorization ${identifier(worker)}`] : []
}
