// The embedded server's files: making a new cluster all at once or not at all, and checking an existing one.
import { spawn } from 'node:child_process'
import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join } from 'node:path'

import { serverEnvironment } from './environment.mjs'
import { LauncherError } from './messages.mjs'
import { giveTo } from './postgres-account.mjs'

const MAJOR = '18'

// Sorting and upper/lower case come from PostgreSQL itself, the same on every machine. Only pg_trgm
// asks the system which characters are letters, so it needs a UTF-8 locale, whatever its name here.
const CTYPES = ['C.UTF-8', 'en_US.UTF-8', 'UTF-8', 'C']

function collect(program, args, options) {
  return new Promise((done, failed) => {
    const child = spawn(program, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] })
    let text = ''
    child.stdout.on('data', (chunk) => (text += chunk))
    child.stderr.on('data', (chunk) => (text += chunk))
    child.on('error', failed)
    child.on('close', (code) => done({ code, text }))
  })
}

function syncFolder(folder) {
  if (process.platform === 'win32') return
  const file = openSync(folder, 'r')
  fsyncSync(file)
  closeSync(file)
}

async function runInitdb({ binaries, account, target, passwordFile, durable }) {
  let last = ''
  for (const ctype of CTYPES) {
    rmSync(target, { recursive: true, force: true })
    mkdirSync(target, { mode: 0o700 })
    giveTo(account, target)
    const args = [
      '-D',
      target,
      '-U',
      'postgres',
      '-A',
      'scram-sha-256',
      '--pwfile',
      passwordFile,
      '-E',
      'UTF8',
      '--locale=C',
      `--lc-ctype=${ctype}`,
    ]
    args.push(
      '--locale-provider=builtin',
      '--builtin-locale=C.UTF-8',
      '--text-search-config=simple',
      ...(durable ? [] : ['--no-sync']),
    )
    const { code, text } = await collect(binaries.initdb, args, { ...account, cwd: dirname(target), env: serverEnvironment() })
    if (code === 0) return
    last = text
    if (!/locale/i.test(text)) break
  }
  throw new LauncherError("La base de données n'a pas pu être créée.", 'The database could not be created.', { detail: last })
}

/**
 * Makes the cluster in `directory` when there is none. It is prepared beside and renamed into place, so a
 * crash half way leaves only `*.init` folders, which never held data and are cleared by the next start.
 * The caller holds the instance lock.
 */
export async function ensureCluster({ binaries, account, directory, password, durable = true }) {
  if (existsSync(join(directory, 'PG_VERSION'))) return checkVersion(directory)
  if (existsSync(directory) && readdirSync(directory).length > 0) {
    throw new LauncherError(
      `${directory} contient des fichiers mais pas une base PostgreSQL. Rien n'y a été touché : remettez votre sauvegarde, ou déplacez ce dossier pour repartir de zéro.`,
      `${directory} holds files but no PostgreSQL database. Nothing in it was touched: put your backup back, or move that folder away to start afresh.`,
    )
  }
  const work = `${directory}.init`
  rmSync(work, { recursive: true, force: true })
  mkdirSync(work, { mode: 0o700 })
  giveTo(account, work)
  const passwordFile = join(work, 'password')
  writeFileSync(passwordFile, `${password}\n`, { mode: 0o600 })
  giveTo(account, passwordFile)
  await runInitdb({ binaries, account, target: join(work, 'cluster'), passwordFile, durable })
  renameSync(join(work, 'cluster'), directory)
  if (durable) syncFolder(dirname(directory))
  rmSync(work, { recursive: true, force: true })
}

function checkVersion(directory) {
  const version = readFileSync(join(directory, 'PG_VERSION'), 'utf8').trim()
  if (version === MAJOR) return
  throw new LauncherError(
    `La base de ${directory} vient de PostgreSQL ${version}, cette version de Coccinelle utilise PostgreSQL ${MAJOR}. Exportez-la avec pg_dump ${version} puis importez-la.`,
    `The database in ${directory} was made by PostgreSQL ${version}, this version of Coccinelle uses PostgreSQL ${MAJOR}. Export it with pg_dump ${version}, then import it.`,
  )
}

/** What `postmaster.pid` says, or null: the server's pid, port and state ("ready", "starting", …). */
export function readPidFile(directory) {
  try {
    const lines = readFileSync(join(directory, 'postmaster.pid'), 'utf8').split('\n')
    return { pid: Number(lines[0]), port: Number(lines[3]), state: lines[7]?.trim() ?? '' }
  } catch (error) {
    if (error.code === 'ENOENT') return null
    throw error
  }
}

/** The last lines of the server's log. */
export function tailLog(path, lines = 15) {
  if (!existsSync(path)) return ''
  return readFileSync(path, 'utf8').trimEnd().split('\n').slice(-lines).join('\n')
}
