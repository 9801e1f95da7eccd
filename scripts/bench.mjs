// `npm run bench [-- P1 P3] [--customers 100000]`: one JSON line a figure on stdout, words for people on stderr.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'

import { checkNode, install } from './lib/install.mjs'
import { LauncherError, runMain, say, sendMessagesTo } from './lib/messages.mjs'
import { migrate } from './lib/migrate.mjs'
import { runNode, typescriptEntry } from './lib/processes.mjs'
import { prepareRoles } from './lib/roles.mjs'
import { databaseOf, withParts } from './lib/sql.mjs'
import { startTemporaryServer } from './lib/temporary-server.mjs'

/** Every figure and its script; `large` ones need the shop with many customers. */
const FIGURES = {
  P1: { file: 'p1-list.ts', large: true },
  P2: { file: 'p2-deep-pages.ts', large: true },
  P3: { file: 'p3-search.ts', large: true },
  P4: { file: 'p4-counts.ts', large: true },
  P5: { file: 'p5-statements.ts', large: true },
  P7: { file: 'p7-webhook-door.ts' },
  P9: { file: 'p9-rate-floor.ts' },
  'P9-salesforce': { file: 'p9-salesforce.ts' },
  'P9-woocommerce': { file: 'p9-woocommerce.ts' },
  P13: { file: 'p13-cold-start.ts' },
  P14: { file: 'p14-import-export.ts', large: true },
  'P10-first-import': { file: 'p10-first-import.ts' },
  FC: { file: 'first-contact.ts' },
}
const APP_SECRET = 'bench-only-secret-of-no-value-whatever'

function readArguments() {
  const { values, positionals } = parseArgs({
    options: { customers: { type: 'string', default: '100000' } },
    allowPositionals: true,
  })
  const unknown = positionals.filter((id) => !Object.hasOwn(FIGURES, id))
  const customers = Number(values.customers)
  if (unknown.length > 0 || !Number.isInteger(customers) || customers < 1_000 || customers > 5_000_000) {
    throw new LauncherError(
      `Utilisation : npm run bench -- [${Object.keys(FIGURES).join('] [')}] [--customers 1000…5000000]`,
      `Usage: npm run bench -- [${Object.keys(FIGURES).join('] [')}] [--customers 1000…5000000]`,
    )
  }
  return { ids: positionals.length > 0 ? positionals : Object.keys(FIGURES), customers }
}

const entry = (file, world) => typescriptEntry(`bench/${file}`, '--world', world)

/** What the scripts' own use of the product's code needs; the product's processes get theirs from the launcher. */
const environmentOf = (world) => ({ APP_DATABASE_URL: world.appUrl, APP_SECRET, LOG_LEVEL: 'error', NODE_ENV: 'production' })

async function makeWorld(file, ids, customers) {
  const server = await startTemporaryServer({ durable: true })
  try {
    const logins = await prepareRoles(server.ownerUrl, APP_SECRET)
    await migrate(server.ownerUrl, logins)
    const large = ids.some((id) => FIGURES[id].large) ? customers : 1_000
    const world = {
      superUrl: withParts(server.superUrl, { database: databaseOf(server.ownerUrl) }),
      ownerUrl: server.ownerUrl,
      appUrl: logins.appUrl,
      appSecret: APP_SECRET,
      customers: large,
      folder: join(file, '..'),
    }
    writeFileSync(file, JSON.stringify(world), { mode: 0o600 })
    say(`Création de ${large} clients inventés…`, `Making ${large} invented customers…`)
    const { code, text } = await runNode(entry('fill-world.ts', file), { env: environmentOf(world) })
    if (code !== 0) throw new LauncherError('Le remplissage a échoué.', 'Filling the database failed.', { detail: text })
    return { world: JSON.parse(readFileSync(file, 'utf8')), stop: server.stop }
  } catch (error) {
    await server.stop()
    throw error
  }
}

await runMain(async () => {
  sendMessagesTo(process.stderr)
  checkNode()
  const { ids, customers } = readArguments()
  await install({ forTests: true })
  const folder = mkdtempSync(join(tmpdir(), 'coccinelle-bench-'))
  const file = join(folder, 'world.json')
  let made
  try {
    made = await makeWorld(file, ids, customers)
    for (const id of ids) {
      say(`\n${id}…`, `${id}…`)
      const { code } = await runNode(entry(FIGURES[id].file, file), {
        env: environmentOf(made.world),
        stdio: ['ignore', 'inherit', 'inherit'],
      })
      // A figure that is short is printed and the run goes on; a script that breaks is an error of the run.
      if (code !== 0) process.exitCode = 1
      if (code !== 0)
        process.stdout.write(
          `${JSON.stringify({ id, pass: false, error: `bench/${FIGURES[id].file} ended with code ${code}` })}\n`,
        )
    }
  } finally {
    await made?.stop()
    rmSync(folder, { recursive: true, force: true })
  }
})
