// Content hashes that tell whether a step must run again.
import { createHash } from 'node:crypto'
import { mkdirSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

function* filesUnder(path, skip) {
  const stat = statSync(path, { throwIfNoEntry: false })
  if (stat === undefined) return
  if (!stat.isDirectory()) return yield path
  for (const name of readdirSync(path).toSorted()) {
    const child = join(path, name)
    if (!skip(child)) yield* filesUnder(child, skip)
  }
}

/** One hash over the names and contents of files and folders; missing ones count as empty. */
export function hashOf(root, paths, { extra = [], skip = () => false } = {}) {
  const hash = createHash('sha256')
  for (const text of extra) hash.update(`${text}\0`)
  for (const path of paths) {
    for (const file of filesUnder(join(root, path), skip))
      hash
        .update(`${file.slice(root.length)}\0`)
        .update(readFileSync(file))
        .update('\0')
  }
  return hash.digest('hex')
}

/** The stamp a finished step left, or undefined. */
export function readStamp(path) {
  try {
    return readFileSync(path, 'utf8').trim()
  } catch {
    return undefined
  }
}

/** Runs a step whose stamp differs; a step that is cut short leaves no stamp. @returns {Promise<boolean>} whether it ran */
export async function whenChanged(stampFile, hash, step) {
  if (readStamp(stampFile) === hash) return false
  rmSync(stampFile, { force: true })
  await step()
  mkdirSync(dirname(stampFile), { recursive: true })
  writeFileSync(stampFile, `${hash}\n`)
  return true
}
