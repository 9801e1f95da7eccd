// A throw-away PostgreSQL for tests and benchmarks: fast, unsafe settings, in memory where there is room.
import { mkdtempSync, readFileSync, readdirSync, rmSync, statfsSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { ensureDatabase } from './embedded-database.mjs'
import { readPidFile } from './postgres-files.mjs'
import { startServer, superUrl } from './postgres.mjs'
import { isServerOf, processIdentity, waitForEnd } from './process-identity.mjs'

const PREFIX = 'coccinelle-test-'
const ROOM = 2 * 1024 ** 3

function roomyFolder() {
  try {
    const { bavail, bsize } = statfsSync('/dev/shm')
    if (bavail * bsize >= ROOM) return '/dev/shm'
  } catch {
    // No memory file system here.
  }
  return tmpdir()
}

/** Clears what killed test runs left in the folder: their server is ended, their files removed. */
async function sweep(folder) {
  for (const name of readdirSync(folder).filter((entry) => entry.startsWith(PREFIX))) {
    const directory = join(folder, name)
    try {
      const owner = JSON.parse(readFileSync(join(directory, 'owner.json'), 'utf8'))
      if (processIdentity(owner.pid) === owner.identity) continue
      const server = readPidFile(join(directory, 'postgres'))
      if (server && isServerOf(server.pid, join(directory, 'postgres'))) {
        process.kill(server.pid, 'SIGQUIT')
        await waitForEnd(server.pid, 5_000)
      }
      rmSync(directory, { recursive: true, force: true })
    } catch {
      // Another user's, or just being made: not ours to clear.
    }
  }
}

/**
 * Starts a server that lasts until `stop()`, which removes its files.
 * @param {{ durable?: boolean, database?: string }} [options] `durable: true` for benchmarks that must pay for real writes (on disk)
 * @returns {Promise<{ port: number, superUrl: string, ownerUrl: string, stop(): Promise<void> }>}
 */
export async function startTemporaryServer({ durable = false, database = 'coccinelle' } = {}) {
  const folder = durable ? tmpdir() : roomyFolder()
  await sweep(folder)
  const dataDir = mkdtempSync(join(folder, PREFIX))
  writeFileSync(join(dataDir, 'owner.json'), JSON.stringify({ pid: process.pid, identity: processIdentity(process.pid) }))
  const server = await startServer({ dataDir, durable })
  return {
    port: server.port,
    superUrl: superUrl(server.port, server.password),
    ownerUrl: await ensureDatabase(server, database),
    stop: async () => {
      await server.stop(durable ? 'fast' : 'immediate')
      rmSync(dataDir, { recursive: true, force: true })
    },
  }
}
