// Which system user runs the embedded PostgreSQL: ourselves, or, for root, an unprivileged one.
import { execFileSync } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { chmodSync, chownSync, existsSync, lstatSync, mkdirSync, realpathSync, statSync, symlinkSync } from 'node:fs'
import { dirname, join } from 'node:path'

import { LauncherError, say } from './messages.mjs'

const SYSTEM_HOME = '/var/lib/coccinelle'

function idOf(user) {
  try {
    const read = (flag) => Number(execFileSync('id', [flag, user], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }))
    return { uid: read('-u'), gid: read('-g') }
  } catch {
    return undefined
  }
}

function createUser() {
  const attempts = [
    ['useradd', ['--system', '--user-group', '--no-create-home', '--shell', '/usr/sbin/nologin', 'postgres']],
    ['adduser', ['-S', '-D', '-H', 'postgres']],
  ]
  for (const [program, args] of attempts) {
    try {
      execFileSync(program, args, { stdio: 'ignore' })
      return idOf('postgres')
    } catch {
      // The next way, or the user "nobody", which every Unix has.
    }
  }
  return undefined
}

/**
 * The user for a server whose files are (or will be) in `directory`. PostgreSQL refuses to run as
 * root: then the owner of the existing files, else the user `postgres` (made when missing), else `nobody`.
 * @returns {{ uid?: number, gid?: number }} empty when we run as an ordinary user
 */
export function serverAccount(directory) {
  if (process.getuid?.() !== 0) return {}
  const existing = directory && statSync(directory, { throwIfNoEntry: false })
  if (existing && existing.uid !== 0) return { uid: existing.uid, gid: existing.gid }
  const account = idOf('postgres') ?? createUser() ?? idOf('nobody')
  if (account) return account
  throw new LauncherError(
    "PostgreSQL refuse de tourner en root et l'utilisateur « postgres » n'a pas pu être créé. Lancez Coccinelle avec un utilisateur ordinaire, ou donnez DATABASE_URL.",
    'PostgreSQL refuses to run as root and the user "postgres" could not be made. Run Coccinelle as an ordinary user, or give DATABASE_URL.',
  )
}

/** True when the account may enter `directory` and every folder above it, links resolved. */
export function canEnter(account, directory) {
  if (account.uid === undefined) return true
  for (let folder = realpathSync(directory); ; folder = dirname(folder)) {
    const { uid, gid, mode } = statSync(folder)
    const bit = uid === account.uid ? 0o100 : gid === account.gid ? 0o010 : 0o001
    if ((mode & bit) === 0) return false
    if (folder === dirname(folder)) return true
  }
}

/** Gives a path to the account (nothing to do for an ordinary user). */
export function giveTo(account, path) {
  if (account.uid !== undefined) chownSync(path, account.uid, account.gid)
}

/** Lets other users pass through (not list or read) a data dir that root keeps closed; its secrets are mode 600. */
function openForPassing(dataDir) {
  const { uid, mode } = statSync(dataDir)
  if (uid === 0 && (mode & 0o011) !== 0o011) chmodSync(dataDir, (mode & 0o777) | 0o011)
}

/**
 * Where the server's files are or shall be: `<data dir>/postgres`. When root keeps the data dir where
 * the server's user cannot go (/root, another closed home), they live under /var/lib/coccinelle and
 * `<data dir>/postgres` becomes a link to them (made by `finish` once they are complete).
 * @returns {{ directory: string, finish(): void }}
 */
export function placeServer(dataDir, account) {
  const home = join(realpathSync(dataDir), 'postgres')
  if (account.uid !== undefined) openForPassing(dataDir)
  if (lstatSync(home, { throwIfNoEntry: false })) {
    if (!existsSync(home)) {
      throw new LauncherError(
        `${home} est un lien vers un dossier absent. Remettez en place la base qu'il désigne.`,
        `${home} links to a folder that is missing. Put the database it names back.`,
      )
    }
    const directory = realpathSync(home)
    if (canEnter(account, directory)) return { directory, finish: () => {} }
    throw new LauncherError(
      `L'utilisateur de PostgreSQL (n° ${account.uid}) ne peut pas entrer dans ${directory}. Ouvrez le passage (chmod o+x) aux dossiers au-dessus, ou lancez Coccinelle avec un utilisateur ordinaire.`,
      `PostgreSQL's user (no. ${account.uid}) cannot enter ${directory}. Open the way (chmod o+x) through the folders above it, or run Coccinelle as an ordinary user.`,
    )
  }
  if (canEnter(account, dataDir)) return { directory: home, finish: () => {} }
  mkdirSync(SYSTEM_HOME, { recursive: true, mode: 0o711 })
  const elsewhere = join(SYSTEM_HOME, randomUUID())
  return {
    directory: elsewhere,
    finish: () => {
      symlinkSync(elsewhere, home)
      say(
        `L'utilisateur de PostgreSQL ne peut pas entrer dans ${dataDir} : la base est rangée dans ${elsewhere}. Sauvegardez aussi ce dossier.`,
        `PostgreSQL's user cannot enter ${dataDir}: the database is kept in ${elsewhere}. Back that folder up too.`,
      )
    },
  }
}
