// Tells whether a process noted earlier is still that same process: a recycled pid does not count.
import { execFileSync } from 'node:child_process'
import { readFileSync, readlinkSync } from 'node:fs'
import { hostname, platform } from 'node:os'

/** Names the machine (or container) whose pids we see; pids noted under another name cannot be checked here. */
export function pidSpace() {
  if (platform() !== 'linux') return hostname()
  try {
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()
    return `${boot} ${readlinkSync('/proc/self/ns/pid')}`
  } catch {
    return hostname()
  }
}

/** True while a process with this pid exists, whoever owns it; one that ended and was not reaped yet exists too. */
export function exists(pid) {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error.code === 'EPERM'
  }
}

/**
 * A text that stays the same for the life of a process and differs for the next one with its pid;
 * null when no such process runs (one that has ended and only waits to be reaped does not run).
 */
export function processIdentity(pid) {
  if (!Number.isInteger(pid) || pid <= 0 || !exists(pid)) return null
  try {
    if (platform() === 'linux') {
      // After the command's closing bracket: state is the 1st field, start time the 20th (man 5 proc).
      const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
      const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
      return fields[0] === 'Z' || fields[0] === 'X' ? null : `started ${fields[19]}`
    }
    if (platform() === 'win32') return 'alive'
    return execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8' }).trim() || null
  } catch {
    return exists(pid) && platform() !== 'linux' ? 'alive' : null
  }
}

/** True when this pid is a PostgreSQL server of this data directory (and not a program that got its old pid). */
export function isServerOf(pid, directory) {
  if (processIdentity(pid) === null) return false
  try {
    // A server's working directory is its data directory.
    if (platform() === 'linux') return readlinkSync(`/proc/${pid}/cwd`) === directory
    if (platform() === 'win32') return true
    const command = execFileSync('ps', ['-ww', '-o', 'command=', '-p', String(pid)], { encoding: 'utf8' })
    return command.includes('postgres') && command.includes(directory)
  } catch {
    return false
  }
}

/** Waits until a process has ended. @returns {Promise<boolean>} false when it still runs after the time. */
export async function waitForEnd(pid, milliseconds) {
  const identity = processIdentity(pid)
  const until = Date.now() + milliseconds
  while (identity !== null && processIdentity(pid) === identity) {
    if (Date.now() > until) return false
    await new Promise((done) => setTimeout(done, 20))
  }
  return true
}
