// Reads and checks the environment variables of the scripts: the only file here that touches process.env.
import { randomBytes } from 'node:crypto'
import { mkdirSync } from 'node:fs'
import { cpus } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

import { LauncherError } from './messages.mjs'
import { keepSecret } from './secret-file.mjs'

/** The folder that holds package.json. */
export const ROOT = dirname(dirname(dirname(fileURLToPath(import.meta.url))))

const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']
const OWNER_ONLY = ['DATABASE_URL', 'PGHOST', 'PGPORT', 'PGUSER', 'PGPASSWORD', 'PGDATABASE', 'PGSERVICE', 'PGOPTIONS']

function bad(name, french, english) {
  return new LauncherError(`${name} : ${french}`, `${name}: ${english}`)
}

function readText(name) {
  const value = process.env[name]?.trim()
  return value === '' ? undefined : value
}

function readPort() {
  const text = readText('PORT') ?? '3000'
  const port = Number(text)
  if (!/^\d+$/.test(text) || port < 1 || port > 65535) {
    throw bad(
      'PORT',
      `« ${text} » n'est pas un port. Donnez un nombre de 1 à 65535.`,
      `"${text}" is not a port. Give a number from 1 to 65535.`,
    )
  }
  return port
}

function readUrl(name, protocols) {
  const text = readText(name)
  if (text === undefined) return undefined
  // The value itself is never printed: it may hold a password.
  const complaint = bad(
    name,
    `doit être une adresse commençant par ${protocols.join(' ou ')}//`,
    `must be an address that starts with ${protocols.join(' or ')}//`,
  )
  if (!URL.canParse(text)) throw complaint
  const url = new URL(text)
  if (!protocols.includes(url.protocol)) throw complaint
  return text
}

function readDatabaseUrl(name) {
  const text = readUrl(name, ['postgresql:', 'postgres:'])
  if (text !== undefined && new URL(text).pathname.length < 2) {
    throw bad(
      name,
      'doit nommer la base, par exemple postgresql://…/coccinelle',
      'must name the database, for example postgresql://…/coccinelle',
    )
  }
  return text
}

function readChoice(name, choices, fallback) {
  const text = readText(name) ?? fallback
  if (choices.includes(text)) return text
  throw bad(
    name,
    `« ${text} » est inconnu. Choisissez parmi : ${choices.join(', ')}.`,
    `"${text}" is unknown. Choose one of: ${choices.join(', ')}.`,
  )
}

const readList = (name) => (readText(name) ?? '').split(',').filter((part) => part !== '')

function readSecret() {
  const secret = readText('APP_SECRET')
  if (secret !== undefined && secret.length < 32) {
    throw bad(
      'APP_SECRET',
      'doit compter au moins 32 caractères, pris au hasard.',
      'must have at least 32 characters, chosen at random.',
    )
  }
  return secret
}

/**
 * The checked settings of a run. Relative data directories count from the current directory.
 * @throws {LauncherError} naming the first variable that is wrong
 */
export function readEnvironment() {
  const port = readPort()
  const appUrl = readUrl('APP_URL', ['http:', 'https:']) ?? `http://localhost:${port}`
  return {
    root: ROOT,
    port,
    host: readText('HOST') ?? '127.0.0.1',
    dataDir: resolve(readText('COCCINELLE_DATA_DIR') ?? join(ROOT, '.data')),
    databaseUrl: readDatabaseUrl('DATABASE_URL'),
    appDatabaseUrl: readDatabaseUrl('APP_DATABASE_URL'),
    workerDatabaseUrl: readDatabaseUrl('WORKER_DATABASE_URL'),
    appUrl: appUrl.replace(/\/+$/, ''),
    givenSecret: readSecret(),
    previousSecrets: readList('APP_SECRET_PREVIOUS'),
    lostKeys: readList('APP_SECRET_LOST'),
    logLevel: readChoice('LOG_LEVEL', LOG_LEVELS, 'info'),
    chromiumPath: readText('CHROMIUM_PATH'),
    cores: cpus().length,
  }
}

/** APP_SECRET, or 32 random bytes kept in `<data dir>/app-secret` (mode 600) from the first run on. */
export function readAppSecret(environment) {
  if (environment.givenSecret !== undefined) return environment.givenSecret
  mkdirSync(environment.dataDir, { recursive: true, mode: 0o711 })
  return keepSecret(join(environment.dataDir, 'app-secret'), () => randomBytes(32).toString('base64url'))
}

/** The npm that runs us, as a file for node; undefined when something else started us. */
export function npmScript() {
  const path = process.env.npm_execpath
  return path?.endsWith('npm-cli.js') ? path : undefined
}

/** The folders where programs are looked for. */
export function searchPath() {
  return process.env.PATH ?? ''
}

/** The environment of a child process: ours without the database owner's variables, plus `extra`. */
export function childEnvironment(extra = {}) {
  const environment = { ...process.env, NEXT_TELEMETRY_DISABLED: '1', ...extra }
  for (const name of OWNER_ONLY) if (!(name in extra)) delete environment[name]
  return environment
}

/** The environment of PostgreSQL itself: nothing of ours, messages in English, whatever the machine speaks. */
export function serverEnvironment(extra = {}) {
  const keep = ['PATH', 'SystemRoot', 'TEMP', 'TMP'].filter((name) => process.env[name] !== undefined)
  return { ...Object.fromEntries(keep.map((name) => [name, process.env[name]])), LC_MESSAGES: 'C', ...extra }
}
