// Brings node_modules and the generated Prisma client up to date; does nothing when they are.
import { createHash } from 'node:crypto'
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { ROOT, npmScript } from './environment.mjs'
import { hashOf, readStamp, whenChanged } from './file-hash.mjs'
import { holdInstance } from './instance-lock.mjs'
import { LauncherError, say } from './messages.mjs'
import { linkLibraries } from './postgres-binaries.mjs'
import { moduleFile, run, runNode } from './processes.mjs'

const STAMP = join(ROOT, 'node_modules', '.coccinelle-install')
const GENERATED = join(ROOT, 'lib', 'db', 'generated')

/** Stops with a clear message on a Node that is too old. */
export function checkNode(version = process.versions.node) {
  const [major, minor] = version.split('.').map(Number)
  if (major > 20 || (major === 20 && minor >= 19)) return
  throw new LauncherError(
    `Node ${version} est trop ancien : installez Node 20.19 ou plus récent (24 conseillé).`,
    `Node ${version} is too old: install Node 20.19 or newer (24 advised).`,
  )
}

/** Runs `work` while no other process installs, generates or builds in this folder. */
export async function whileAlone(work) {
  const name = createHash('sha256').update(ROOT).digest('hex').slice(0, 16)
  const lock = await holdInstance(join(tmpdir(), `coccinelle-setup-${process.getuid?.() ?? 0}-${name}`), 'command', {
    patience: 900_000,
  })
  try {
    return await work()
  } finally {
    lock.release()
  }
}

/** True when npm's own note of what it installed has every package of the lock file, optional ones aside. */
function alreadyInstalled({ forTests }) {
  const note = join(ROOT, 'node_modules', '.package-lock.json')
  if (!existsSync(note)) return false
  const [wanted, found] = [join(ROOT, 'package-lock.json'), note].map((path) => JSON.parse(readFileSync(path, 'utf8')).packages)
  return Object.entries(wanted).every(([path, entry]) => {
    if (path === '' || entry.optional || entry.devOptional || entry.peer || (entry.dev && !forTests)) return true
    return found[path]?.version === entry.version
  })
}

function npm(...args) {
  const all = [...args, '--ignore-scripts', '--include=dev', '--no-audit', '--no-fund', '--loglevel=error']
  const script = npmScript()
  const windows = process.platform === 'win32'
  return script ? runNode([script, ...all]) : run(windows ? 'npm.cmd' : 'npm', all, { shell: windows })
}

async function npmCi() {
  say('Installation des paquets (npm ci), une à deux minutes…', 'Installing the packages (npm ci), a minute or two…')
  let { code, text } = await npm('ci')
  // A lock file written where the registry lacks other platforms' packages: the same versions, without the complaint.
  if (code !== 0 && text.includes('are in sync')) ({ code, text } = await npm('install', '--no-save'))
  if (code === 0) return
  throw new LauncherError(
    "L'installation des paquets a échoué. Vérifiez l'accès au registre npm puis relancez.",
    'Installing the packages failed. Check the access to the npm registry, then start again.',
    { detail: text.split('\n').slice(-25).join('\n') },
  )
}

async function ensurePackages({ forTests }) {
  const hash = hashOf(ROOT, ['package-lock.json'], { extra: [process.platform, process.arch] })
  const [whole, product] = [`${hash} with what tests need`, hash]
  const stamp = readStamp(STAMP)
  const isDone = stamp === whole || (stamp === product && !forTests)
  if (isDone && existsSync(join(ROOT, 'node_modules', 'next'))) return
  if (!alreadyInstalled({ forTests })) await npmCi()
  linkLibraries()
  writeFileSync(STAMP, `${alreadyInstalled({ forTests: true }) ? whole : product}\n`)
}

/** Writes lib/db/generated with Prisma; it asks for an engine binary it does not use, so it gets node's own path. */
async function generateClient() {
  const stamp = join(GENERATED, '.stamp')
  if (!existsSync(join(GENERATED, 'client.ts'))) rmSync(stamp, { force: true })
  const hash = hashOf(ROOT, ['prisma/schema.prisma', 'node_modules/prisma/package.json'])
  await whenChanged(stamp, hash, async () => {
    const { code, text } = await runNode([moduleFile('prisma/build/index.js'), 'generate'], {
      env: { PRISMA_SCHEMA_ENGINE_BINARY: process.execPath, PRISMA_HIDE_UPDATE_MESSAGE: '1', CHECKPOINT_DISABLE: '1' },
    })
    if (code !== 0) throw new LauncherError('« prisma generate » a échoué.', '"prisma generate" failed.', { detail: text })
  })
}

/**
 * Node's version, the packages and the generated client: whatever every command needs first.
 * @param {{ forTests?: boolean }} [options] `forTests`: also the packages that only tests and benchmarks use
 */
export async function install({ forTests = false } = {}) {
  checkNode()
  await whileAlone(async () => {
    await ensurePackages({ forTests })
    await generateClient()
  })
}
