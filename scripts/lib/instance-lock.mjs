// One launcher per data directory: `instance.json` says who holds it, and a dead holder's note does not block.
import { randomUUID } from 'node:crypto'
import { mkdirSync, readFileSync, renameSync, rmdirSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

import { LauncherError } from './messages.mjs'
import { pidSpace, processIdentity } from './process-identity.mjs'

const HEARTBEAT = 2_000
const GUARD_STALE = 10_000

const noteOf = (dataDir) => join(dataDir, 'instance.json')

function readNote(dataDir) {
  try {
    return JSON.parse(readFileSync(noteOf(dataDir), 'utf8'))
  } catch (error) {
    // Notes are renamed into place, so a broken one was damaged by someone else: nobody holds it.
    if (error.code === 'ENOENT' || error instanceof SyntaxError) return null
    throw error
  }
}

function writeNote(dataDir, note) {
  const temporary = `${noteOf(dataDir)}.${note.token}.tmp`
  writeFileSync(temporary, `${JSON.stringify(note)}\n`, { mode: 0o600 })
  renameSync(temporary, noteOf(dataDir))
}

const beatOf = (dataDir) => statSync(noteOf(dataDir), { throwIfNoEntry: false })?.mtimeMs

/**
 * Who holds the data directory, or null. A holder on another machine or in another container cannot
 * be asked for its pid: it counts as alive when its heartbeat moves within three beats.
 */
export async function readHolder(dataDir) {
  const note = readNote(dataDir)
  if (note === null) return null
  if (note.space === pidSpace()) return processIdentity(note.pid) === note.identity ? note : null
  const before = beatOf(dataDir)
  for (let waited = 0; waited < 3 * HEARTBEAT; waited += 250) {
    await sleep(250)
    if (beatOf(dataDir) !== before) return readNote(dataDir)
  }
  return null
}

/** Runs `work` while no other process of this data directory runs its own. */
async function guarded(dataDir, work) {
  const guard = join(dataDir, 'instance.guard')
  for (;;) {
    try {
      mkdirSync(guard)
      break
    } catch (error) {
      if (error.code !== 'EEXIST') throw error
      const made = statSync(guard, { throwIfNoEntry: false })?.mtimeMs
      if (made !== undefined && Date.now() - made > GUARD_STALE) rmSync(guard, { recursive: true, force: true })
      await sleep(25)
    }
  }
  try {
    return await work()
  } finally {
    rmdirSync(guard)
  }
}

function refuse(dataDir, holder) {
  return new LauncherError(
    `Une autre instance de Coccinelle (${holder.kind}, processus ${holder.pid}) utilise déjà ${dataDir}. Arrêtez-la, ou choisissez un autre dossier avec COCCINELLE_DATA_DIR.`,
    `Another Coccinelle instance (${holder.kind}, process ${holder.pid}) already uses ${dataDir}. Stop it, or choose another folder with COCCINELLE_DATA_DIR.`,
  )
}

/** Refuses early, before anything is started, when a running product holds the data directory. */
export async function refuseWhenHeld(dataDir) {
  const holder = await readHolder(dataDir)
  if (holder !== null && holder.kind !== 'command') throw refuse(dataDir, holder)
}

/**
 * Takes the data directory for this process. A holder of the kind "command" (the CLI with no running
 * product) is waited for, as it ends soon; any other living holder is refused.
 * @param {"start" | "dev" | "web" | "worker" | "command"} kind
 * @throws {LauncherError} when another live instance holds it
 */
export async function holdInstance(dataDir, kind, { patience = 120_000 } = {}) {
  mkdirSync(dataDir, { recursive: true, mode: 0o711 })
  const token = randomUUID()
  const note = {
    pid: process.pid,
    identity: processIdentity(process.pid),
    space: pidSpace(),
    kind,
    token,
    since: new Date().toISOString(),
    ready: false,
  }
  const until = Date.now() + patience
  for (;;) {
    const holder = await guarded(dataDir, async () => {
      const current = await readHolder(dataDir)
      if (current === null) writeNote(dataDir, note)
      return current
    })
    if (holder === null) break
    if (holder.kind !== 'command' || Date.now() > until) throw refuse(dataDir, holder)
    await sleep(100)
  }
  const beat = setInterval(() => {
    try {
      utimesSync(noteOf(dataDir), new Date(), new Date())
    } catch {
      // The folder was removed under us; PostgreSQL will say so louder.
    }
  }, HEARTBEAT)
  beat.unref()
  return {
    /** Tells joining commands that the database is migrated and may be used. */
    announceReady: () => writeNote(dataDir, { ...note, ready: true }),
    release: () => {
      clearInterval(beat)
      if (readNote(dataDir)?.token === token) rmSync(noteOf(dataDir), { force: true })
    },
  }
}
