// The database of a command: the server given by DATABASE_URL, the embedded one of a running product, or our own.
import { setTimeout as sleep } from 'node:timers/promises'

import { ensureDatabase, ownerUrlOf } from './embedded-database.mjs'
import { readAppSecret } from './environment.mjs'
import { holdInstance, readHolder } from './instance-lock.mjs'
import { LauncherError, say, showError } from './messages.mjs'
import { migrate } from './migrate.mjs'
import { serverPassword, startServer, storedPort } from './postgres.mjs'
import { loginsOf, prepareRoles } from './roles.mjs'

const WATCH = 1_000
const MOST_RESTARTS = 5

/** Roles, then migrations. @returns {Promise<{ ownerUrl: string, appUrl: string, workerUrl: string }>} */
async function prepare(environment, ownerUrl, appSecret) {
  const { appDatabaseUrl, workerDatabaseUrl } = environment
  const given = appDatabaseUrl && workerDatabaseUrl ? { appUrl: appDatabaseUrl, workerUrl: workerDatabaseUrl } : undefined
  const logins = await prepareRoles(ownerUrl, appSecret, { given })
  const applied = await migrate(ownerUrl, logins)
  if (applied.length > 0)
    say(`Base de données mise à jour : ${applied.join(', ')}.`, `Database brought up to date: ${applied.join(', ')}.`)
  return { ownerUrl, ...logins }
}

/** Turns a failure to reach the server given by DATABASE_URL into words; the password is never shown. */
function unreachable(cause) {
  const known = [
    'ECONNREFUSED',
    'ENOTFOUND',
    'ETIMEDOUT',
    'EHOSTUNREACH',
    'ECONNRESET',
    'EAI_AGAIN',
    '28P01',
    '28000',
    '3D000',
    '57P03',
    '53300',
  ]
  if (!known.includes(cause.code)) return cause
  return new LauncherError(
    'DATABASE_URL : la base ne répond pas ou refuse ce compte. Vérifiez que le serveur tourne, que la base existe et que le compte est le bon.',
    'DATABASE_URL: the database does not answer or refuses this account. Check that the server runs, the database exists and the account is right.',
    { cause, detail: cause.message },
  )
}

/** Restarts our server when it dies on its own; gives up after five times in a minute. */
function keepAlive(first, restart, giveUp) {
  let server = first
  let busy = false
  let deaths = []
  const timer = setInterval(async () => {
    if (busy || server.alive()) return
    busy = true
    deaths = [...deaths, Date.now()].filter((time) => Date.now() - time < 60_000)
    say("PostgreSQL s'est arrêté tout seul ; redémarrage.", 'PostgreSQL stopped by itself; starting it again.')
    try {
      if (deaths.length > MOST_RESTARTS) throw new Error('PostgreSQL stops again and again; see its log.')
      server = await restart()
    } catch (error) {
      clearInterval(timer)
      giveUp(error)
    }
    busy = false
  }, WATCH)
  timer.unref()
  return {
    stop: (mode) => {
      clearInterval(timer)
      return server.stop(mode)
    },
  }
}

async function openOwn(environment, kind, appSecret, onLost) {
  const { dataDir } = environment
  const lock = await holdInstance(dataDir, kind)
  let server
  try {
    server = await startServer({ dataDir })
    const urls = await prepare(environment, await ensureDatabase(server), appSecret)
    lock.announceReady()
    const kept = keepAlive(server, () => startServer({ dataDir }), onLost)
    return {
      ...urls,
      close: async (mode) => {
        await kept.stop(mode)
        lock.release()
      },
    }
  } catch (error) {
    await server?.stop()
    lock.release()
    throw error
  }
}

/** The addresses of the server that another process of this data directory holds, once it is ready; null when it ended. */
async function join(environment, appSecret) {
  for (;;) {
    const holder = await readHolder(environment.dataDir)
    if (holder === null || holder.kind === 'command') return null
    if (holder.ready) break
    await sleep(100)
  }
  const server = { port: storedPort(environment.dataDir), password: serverPassword(environment.dataDir) }
  const ownerUrl = ownerUrlOf(server)
  const { appUrl, workerUrl } = loginsOf(ownerUrl, appSecret)
  return { ownerUrl, appUrl, workerUrl, close: async () => {} }
}

/**
 * Opens the database for a command, its roles and migrations in order.
 * @param {ReturnType<typeof import("./environment.mjs").readEnvironment>} environment
 * @param {object} options
 * @param {"start" | "dev" | "web" | "worker" | "command"} options.kind who we are to other processes of the data dir
 * @param {boolean} options.start true: hold the embedded server ourselves, an error when another instance does;
 *   false: join the server of a running product, and hold our own only when none runs
 * @param {(error: unknown) => void} [options.onLost] our own embedded server died and does not come back
 * @returns {Promise<{ ownerUrl: string | null, appUrl: string, workerUrl: string, close(mode?: "fast" | "immediate"): Promise<void> }>}
 */
export async function openDatabase(environment, { kind, start, onLost = showError }) {
  const { databaseUrl, appDatabaseUrl, workerDatabaseUrl } = environment
  const appSecret = readAppSecret(environment)
  if (databaseUrl) {
    const urls = await prepare(environment, databaseUrl, appSecret).catch((cause) => Promise.reject(unreachable(cause)))
    return { ...urls, close: async () => {} }
  }
  if (appDatabaseUrl && workerDatabaseUrl) {
    return { ownerUrl: null, appUrl: appDatabaseUrl, workerUrl: workerDatabaseUrl, close: async () => {} }
  }
  return (start ? null : await join(environment, appSecret)) ?? openOwn(environment, kind, appSecret, onLost)
}
