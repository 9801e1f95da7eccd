// Files that hold one secret line, mode 600, made once and never overwritten.
import { closeSync, fsyncSync, linkSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs'

/**
 * The secret kept in a file; made by `create` when the file is missing. Two processes that ask at
 * the same moment get the same secret, and a crash never leaves half a file.
 * @returns {string}
 */
export function keepSecret(path, create) {
  const existing = readSecretFile(path)
  if (existing !== undefined) return existing
  const temporary = `${path}.${process.pid}.tmp`
  rmSync(temporary, { force: true })
  const file = openSync(temporary, 'wx', 0o600)
  try {
    writeSync(file, `${create()}\n`)
    fsyncSync(file)
  } finally {
    closeSync(file)
  }
  try {
    linkSync(temporary, path)
  } catch (error) {
    if (error.code !== 'EEXIST') throw error
  } finally {
    rmSync(temporary, { force: true })
  }
  return readSecretFile(path)
}

/** The secret kept in a file, or undefined when there is none. */
function readSecretFile(path) {
  try {
    return readFileSync(path, 'utf8').trim() || undefined
  } catch (error) {
    if (error.code === 'ENOENT') return undefined
    throw error
  }
}
