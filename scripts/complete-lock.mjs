// Adds to package-lock.json the other platforms' optional packages that the registry at hand did not offer.
// `npm ci` refuses a lock without them on every machine, though it would install none of them here. Run it by
// hand after `npm install` when `npm ci` says "Missing: … from lock file".
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

import { ROOT } from './lib/environment.mjs'

const SYSTEM = /(?:openharmony|android|darwin|freebsd|linux|win32|wasm32)/
const PROCESSOR = /(?:arm64|x64|ia32|ppc64|riscv64|s390x|loong64|wasm32|arm)/

function placeholder(name, version, parent) {
  const [os] = SYSTEM.exec(name) ?? []
  const [cpu] = PROCESSOR.exec(name) ?? []
  if (os === undefined || cpu === undefined) return undefined
  const libc = os !== 'linux' ? undefined : name.includes('musl') ? ['musl'] : name.includes('gnu') ? ['glibc'] : undefined
  const kind = parent.dev ? { dev: true } : {}
  return { version, cpu: [cpu], ...(libc ? { libc } : {}), ...kind, optional: true, ...(os === 'wasm32' ? {} : { os: [os] }) }
}

const file = join(ROOT, 'package-lock.json')
const lock = JSON.parse(readFileSync(file, 'utf8'))
const added = []
for (const [path, entry] of Object.entries(lock.packages)) {
  if (path === '') continue
  for (const [name, version] of Object.entries(entry.optionalDependencies ?? {})) {
    const place = `node_modules/${name}`
    if (place in lock.packages || `${path}/${place}` in lock.packages || !/^\d/.test(version)) continue
    const made = placeholder(name, version, entry)
    if (made === undefined) continue
    lock.packages[place] = made
    added.push(name)
  }
}
lock.packages = Object.fromEntries(Object.entries(lock.packages).toSorted(([a], [b]) => a.localeCompare(b, 'en')))
writeFileSync(file, `${JSON.stringify(lock, null, 2)}\n`)
console.log(added.length === 0 ? 'Complete already.' : `Added: ${added.join(', ')}`)
