// Starts, adopts and stops the embedded PostgreSQL of a data directory.
import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { closeSync, existsSync, openSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

import { serverEnvironment } from './environment.mjs'
import { LauncherError, say } from './messages.mjs'
import { placeServer, serverAccount } from './postgres-account.mjs'
import { findBinaries } from './postgres-binaries.mjs'
import { ensureCluster, readPidFile, tailLog } from './postgres-files.mjs'
import { serverSettings } from './postgres-settings.mjs'
import { exists, isServerOf, waitForEnd } from './process-identity.mjs'
import { keepSecret } from './secret-file.mjs'
import { connect, query } from './sql.mjs'

const STOP_PATIENCE = 60_000
const LOG_LIMIT = 10 * 1024 * 1024

/** The superuser's address of a server on this machine. */
export function superUrl(port, password, database = 'postgres') {
  return `postgresql://postgres:${password}@127.0.0.1:${port}/${database}`
}

/** The password of the data directory's server, made once. */
export function serverPassword(dataDir) {
  return keepSecret(join(dataDir, 'postgres-password'), () => randomBytes(24).toString('base64url'))
}

/** The port last used by the data directory's server, or undefined. */
export function storedPort(dataDir) {
  const path = join(dataDir, 'postgres-port')
  if (!existsSync(path)) return undefined
  const port = Number(readFileSync(path, 'utf8'))
  return Number.isInteger(port) && port > 0 && port < 65536 ? port : undefined
}

/** A free port of 127.0.0.1: the wished one when it is free. @returns {Promise<number>} */
function freePort(wished = 0) {
  return new Promise((done, failed) => {
    const probe = createServer()
    probe.once('error', (error) => (wished === 0 ? failed(error) : freePort().then(done, failed)))
    probe.listen({ port: wished, host: '127.0.0.1', exclusive: true }, () => {
      const { port } = probe.address()
      probe.close(() => done(port))
    })
  })
}

/** Ends a server as PostgreSQL asks: "fast" (SIGINT) rolls back and writes a checkpoint, "immediate" leaves recovery to the next start. */
async function stopServer(pid, mode = 'fast') {
  const signal = mode === 'fast' ? 'SIGINT' : 'SIGQUIT'
  try {
    process.kill(pid, signal)
  } catch (error) {
    if (error.code !== 'ESRCH') throw error
  }
  if (await waitForEnd(pid, mode === 'fast' ? STOP_PATIENCE : 10_000)) return
  if (mode === 'fast') return stopServer(pid, 'immediate')
  throw new LauncherError(
    `PostgreSQL (processus ${pid}) ne s'arrête pas. Arrêtez-le avec « kill -INT ${pid} », puis relancez.`,
    `PostgreSQL (process ${pid}) does not stop. Stop it with "kill -INT ${pid}", then start again.`,
  )
}

/** The pid of a server that answers with our password, keeps its files here and has today's settings; else null. */
async function adoptable(found, password, fingerprint) {
  if (found.state !== 'ready') return null
  try {
    const [row] = await query(
      superUrl(found.port, password),
      "select current_setting('coccinelle.fingerprint', true) as fingerprint",
    )
    return row.fingerprint === fingerprint ? found : null
  } catch {
    return null
  }
}

async function waitUntilReady(child, directory, log) {
  let exit
  child.once('exit', (code, signal) => (exit = { code, signal }))
  child.once('error', (error) => (exit = { error }))
  for (let waited = 0; ; waited += 10) {
    const note = readPidFile(directory)
    if (note?.pid === child.pid && note.state === 'ready') return note
    if (exit) return { failed: true, cause: exit.error, text: tailLog(log) }
    if (waited > 0 && waited % 10_000 === 0) {
      say('PostgreSQL remet la base en état après un arrêt brutal…', 'PostgreSQL is recovering the database after a crash…')
    }
    await sleep(10)
  }
}

function openLog(log) {
  if ((statSync(log, { throwIfNoEntry: false })?.size ?? 0) > LOG_LIMIT) renameSync(log, `${log}.1`)
  return openSync(log, 'a', 0o600)
}

async function launch({ binaries, account, directory, settings, wished, log, recycledPid }) {
  for (let attempt = 1; ; attempt += 1) {
    const port = await freePort(wished)
    const file = openLog(log)
    // Its own process group: Ctrl-C in the terminal reaches the launcher alone, which stops the server last.
    // A pid file whose number belongs to another program, or to a dead one, makes PostgreSQL refuse to start, unless it is
    // told that this number is its own grandparent; it then still looks for living sessions itself.
    const extra = recycledPid === undefined ? {} : { PG_GRANDPARENT_PID: String(recycledPid) }
    const child = spawn(binaries.postgres, ['-D', directory, '-p', String(port), ...settings.args], {
      ...account,
      detached: true,
      stdio: ['ignore', file, file],
      cwd: directory,
      env: serverEnvironment(extra),
    })
    closeSync(file)
    child.unref()
    const note = await waitUntilReady(child, directory, log)
    if (!note.failed) return note
    // A killed server is still on its way out: its port, its memory or its number are free in a moment.
    const again = /could not (bind|create any TCP)|pre-existing shared memory block|lock file .* already exists/.test(note.text)
    if (attempt < 10 && again) {
      await sleep(attempt * 200)
      continue
    }
    throw new LauncherError(`PostgreSQL n'a pas démarré. Son journal : ${log}`, `PostgreSQL did not start. Its log: ${log}`, {
      detail: note.text,
      cause: note.cause,
    })
  }
}

/**
 * Starts the server of `dataDir`, whose instance lock the caller holds. A server left behind by a killed
 * launcher is adopted when it answers and has today's settings, else stopped properly and started anew.
 * @returns {Promise<{ port: number, pid: number, password: string, adopted: boolean, alive(): boolean, stop(mode?: "fast" | "immediate"): Promise<void> }>}
 */
export async function startServer({ dataDir, durable = true, log = join(dataDir, 'postgres.log') }) {
  const account = serverAccount(join(dataDir, 'postgres'))
  const binaries = findBinaries(account)
  const settings = serverSettings({ durable, version: binaries.version })
  const { directory, finish } = placeServer(dataDir, account)
  const password = serverPassword(dataDir)
  await ensureCluster({ binaries, account, directory, password, durable })
  finish()

  const found = readPidFile(directory)
  const orphan = found !== null && isServerOf(found.pid, directory)
  let note = orphan ? await adoptable(found, password, settings.fingerprint) : null
  const adopted = note !== null
  if (!adopted) {
    if (orphan) await stopServer(found.pid)
    // Also the killed server itself when nobody has reaped it yet: its number is taken, though it runs no more.
    const recycled = !orphan && found !== null && exists(found.pid)
    note = await launch({
      binaries,
      account,
      directory,
      settings,
      wished: storedPort(dataDir),
      log,
      recycledPid: recycled ? found.pid : undefined,
    })
  }
  writeFileSync(join(dataDir, 'postgres-port'), `${note.port}\n`)
  const { pid, port } = note
  await checkPassword(port, password)
  return { port, pid, password, adopted, alive: () => isServerOf(pid, directory), stop: (mode) => stopServer(pid, mode) }
}

async function checkPassword(port, password) {
  try {
    await (await connect(superUrl(port, password))).end()
  } catch (cause) {
    if (cause.code !== '28P01') throw cause
    throw new LauncherError(
      'Le mot de passe de la base ne correspond plus au fichier « postgres-password » du dossier de données. Remettez ce fichier depuis votre sauvegarde.',
      'The database\'s password no longer matches the file "postgres-password" of the data folder. Put that file back from your backup.',
      { cause },
    )
  }
}
