// The embedded database under bad treatment: killed launchers, stale notes, half-made files, two at once.
import { spawn } from 'node:child_process'
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'

import { openDatabase } from './lib/database.mjs'
import { ROOT } from './lib/environment.mjs'
import { holdInstance, readHolder } from './lib/instance-lock.mjs'
import { serverAccount } from './lib/postgres-account.mjs'
import { readPidFile } from './lib/postgres-files.mjs'
import { startServer } from './lib/postgres.mjs'
import { isServerOf, pidSpace, processIdentity, waitForEnd } from './lib/process-identity.mjs'
import { query } from './lib/sql.mjs'

// A path that needs quoting, closed to everyone else, as `mktemp -d` makes it.
const outer = realpathSync(mkdtempSync(join(tmpdir(), 'coccinelle launcher é ')))
const dataDir = join(outer, 'data dir')
const files = join(dataDir, 'postgres')
const environment = { dataDir, givenSecret: 'a-test-secret-of-no-value' }
const open = (kind = 'start') => openDatabase(environment, { kind, start: kind === 'start' })
const serverPid = () => readPidFile(files)?.pid

beforeAll(() => {
  chmodSync(outer, 0o711)
  mkdirSync(dataDir, { mode: 0o700 })
})

afterAll(async () => {
  const pid = serverPid()
  if (pid && isServerOf(pid, files)) {
    process.kill(pid, 'SIGQUIT')
    await waitForEnd(pid, 10_000)
  }
  rmSync(outer, { recursive: true, force: true })
})

/** A launcher of its own process that opens the database and then waits to be killed. */
async function launcher() {
  const script = `const { openDatabase } = await import(${JSON.stringify(`file://${ROOT}/scripts/lib/database.mjs`)});
    await openDatabase(${JSON.stringify(environment)}, { kind: 'start', start: true });
    process.stdout.write('open'); setInterval(() => {}, 1000);`
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], { stdio: ['ignore', 'pipe', 'inherit'] })
  await new Promise((done, failed) => {
    child.stdout.once('data', done)
    child.once('exit', (code) => failed(new Error(`launcher ended with ${code}`)))
  })
  return {
    kill: async () => {
      child.kill('SIGKILL')
      await waitForEnd(child.pid, 5_000)
    },
  }
}

it('clears a half-made cluster and makes a whole one, with secrets only for us', async () => {
  mkdirSync(join(`${files}.init`, 'cluster', 'base'), { recursive: true })
  writeFileSync(join(`${files}.init`, 'cluster', 'PG_VERSION'), '18\n')
  const database = await open()
  try {
    expect(existsSync(`${files}.init`)).toBe(false)
    expect(await query(database.appUrl, 'select is_empty_installation() as empty')).toEqual([{ empty: true }])
    expect(statSync(join(dataDir, 'postgres-password')).mode & 0o777).toBe(0o600)
    const [durable] = await query(
      database.ownerUrl,
      "select current_setting('fsync') as fsync, current_setting('synchronous_commit') as sync",
    )
    expect(durable).toEqual({ fsync: 'on', sync: 'on' })
  } finally {
    await database.close()
  }
  expect(serverPid()).toBeUndefined()
  expect(existsSync(join(dataDir, 'instance.json'))).toBe(false)
})

it('letters with accents are letters, to pg_trgm too', async () => {
  const database = await open()
  try {
    const [row] = await query(database.ownerUrl, "select lower('ÉRIC') as lower, array_length(show_trgm('éé'), 1) as trigrams")
    expect(row).toEqual({ lower: 'éric', trigrams: 3 })
  } finally {
    await database.close()
  }
})

it('adopts the server of a launcher that was killed, and lets a command join a running one', async () => {
  const first = await launcher()
  await expect(open('start')).rejects.toThrow(/Another Coccinelle instance \(start, process \d+\) already uses/)
  const joined = await open('command')
  await query(joined.ownerUrl, 'create table kept (n int)')
  await joined.close()
  const pid = serverPid()
  expect(isServerOf(pid, files)).toBe(true)

  await first.kill()
  expect(isServerOf(pid, files)).toBe(true)
  expect(await readHolder(dataDir)).toBeNull()
  const second = await open()
  try {
    expect(serverPid()).toBe(pid)
    expect(await query(second.ownerUrl, 'select count(*)::int as n from kept')).toEqual([{ n: 0 }])
  } finally {
    await second.close()
  }
  expect(isServerOf(pid, files)).toBe(false)
})

it('stops an orphan with other settings properly and starts anew', async () => {
  const orphan = await startServer({ dataDir, durable: false })
  const server = await startServer({ dataDir })
  expect(server.adopted).toBe(false)
  expect(server.pid).not.toBe(orphan.pid)
  expect(orphan.alive()).toBe(false)
  await server.stop()
})

it('recovers when launcher and server were both killed and their numbers now belong to others', async () => {
  const killed = await launcher()
  const pid = serverPid()
  await killed.kill()
  process.kill(pid, 'SIGKILL')
  await waitForEnd(pid, 5_000)

  // The worst recycled number: a living program of the very user that runs the server.
  const stranger = spawn('sleep', ['60'], { ...serverAccount(files), stdio: 'ignore' })
  const note = join(files, 'postmaster.pid')
  writeFileSync(note, readFileSync(note, 'utf8').replace(/^\d+/, String(stranger.pid)))
  const instance = join(dataDir, 'instance.json')
  writeFileSync(instance, JSON.stringify({ ...JSON.parse(readFileSync(instance, 'utf8')), pid: stranger.pid }))
  try {
    const database = await open()
    expect(await query(database.ownerUrl, 'select count(*)::int as n from kept')).toEqual([{ n: 0 }])
    await database.close()
  } finally {
    stranger.kill()
  }
})

it('starts the server again when it dies under a running launcher', async () => {
  const database = await open()
  try {
    const pid = serverPid()
    process.kill(pid, 'SIGKILL')
    await expect
      .poll(() => query(database.appUrl, 'select 1 as one').catch(() => null), { timeout: 15_000, interval: 100 })
      .toEqual([{ one: 1 }])
    expect(serverPid()).not.toBe(pid)
  } finally {
    await database.close()
  }
})

it('lets only one of many takers of a dead note win', async () => {
  const folder = join(outer, 'lock')
  mkdirSync(folder)
  writeFileSync(
    join(folder, 'instance.json'),
    JSON.stringify({ pid: process.pid, identity: 'someone else', space: pidSpace(), kind: 'start', token: 'x' }),
  )
  const attempts = await Promise.allSettled(Array.from({ length: 20 }, () => holdInstance(folder, 'start')))
  const won = attempts.filter(({ status }) => status === 'fulfilled')
  expect(won).toHaveLength(1)
  expect((await readHolder(folder)).identity).toBe(processIdentity(process.pid))
  won[0].value.release()
})

it('never touches files it does not know', async () => {
  const other = join(outer, 'other')
  mkdirSync(join(other, 'postgres'), { recursive: true })
  writeFileSync(join(other, 'postgres', 'precious'), 'data')
  await expect(openDatabase({ ...environment, dataDir: other }, { kind: 'start', start: true })).rejects.toThrow(
    /Nothing in it was touched/,
  )
  expect(readFileSync(join(other, 'postgres', 'precious'), 'utf8')).toBe('data')
})
