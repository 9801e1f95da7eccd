// Finds a Chromium for the browser tests, or gets one.
import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'

import { searchPath } from './environment.mjs'
import { LauncherError, say } from './messages.mjs'
import { moduleFile, run, runNode } from './processes.mjs'

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable']

function onPath() {
  const folders = searchPath().split(delimiter)
  for (const name of NAMES) for (const folder of folders) if (folder && existsSync(join(folder, name))) return join(folder, name)
  return undefined
}

async function playwrightsOwn() {
  const { chromium } = await import('@playwright/test')
  const path = chromium.executablePath()
  return existsSync(path) ? path : undefined
}

async function fromDebian() {
  if (process.getuid?.() !== 0 || !existsSync('/etc/debian_version')) return undefined
  say('Installation de Chromium avec apt…', 'Installing Chromium with apt…')
  const env = { DEBIAN_FRONTEND: 'noninteractive' }
  await run('apt-get', ['update'], { env })
  await run('apt-get', ['install', '-y', '--no-install-recommends', 'chromium'], { env })
  return onPath()
}

/**
 * The path of a Chromium: CHROMIUM_PATH, one on the machine, Playwright's own, or Debian's.
 * @throws {LauncherError} when none can be had
 */
export async function findChromium({ chromiumPath }) {
  if (chromiumPath) {
    if (existsSync(chromiumPath)) return chromiumPath
    throw new LauncherError(`CHROMIUM_PATH : ${chromiumPath} n'existe pas.`, `CHROMIUM_PATH: ${chromiumPath} does not exist.`)
  }
  const present = onPath() ?? (await playwrightsOwn())
  if (present) return present
  await runNode([moduleFile('@playwright/test/cli.js'), 'install', 'chromium'])
  const got = (await playwrightsOwn()) ?? (await fromDebian())
  if (got) return got
  throw new LauncherError(
    'Aucun Chromium pour les tests de navigateur. Installez Chromium ou Google Chrome, ou donnez son chemin dans CHROMIUM_PATH.',
    'No Chromium for the browser tests. Install Chromium or Google Chrome, or give its path in CHROMIUM_PATH.',
  )
}
