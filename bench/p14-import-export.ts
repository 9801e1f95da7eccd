// P14: a file of 100,000 customers into the large shop, and the whole shop out again, in rows a second; and what is held meanwhile.
import type { Actor, Shop, UseCase } from '@/lib/customers/use-case'
import { openDatabase, replaceDatabase } from '@/lib/db/client'
import { createCustomerStore } from '@/lib/db/customer-store'
import { findImport, startImport } from '@/lib/db/import-repo'
import { exportCustomers } from '@/lib/server/export-customers'
import { checkImportJob } from '@/lib/server/import/check-import-job'
import { receiveFile } from '@/lib/server/import/receive-file'
import { runImportJob } from '@/lib/server/import/run-import-job'
import { report, rounded } from './lib/figures'
import { heldBytes, watchMemory } from './lib/held-bytes'
import { firstNames, lastNames } from './lib/names'
import { readWorld } from './lib/world'

const rows = 100_000
/** Rows a second; and bytes that an export may hold more than before it began. */
const importGoal = 5_000
const memoryGoal = 50 * 2 ** 20
const world = readWorld()
const database = openDatabase(world.appUrl, 3)
replaceDatabase(database)
const shop: Shop = { ...world.large, name: 'Bench', region: 'FR', locale: 'fr', currency: 'EUR', timezone: 'Europe/Paris' }
const actor: Actor = { kind: 'user', id: 'bench', name: 'Bench' }
const useCase: UseCase = { shop, actor, store: createCustomerStore(shop, actor), clock: () => new Date() }

/** Every fiftieth row has a telephone that is none, and an error of its own. */
function* lines(): Generator<string> {
  yield 'Prénom;Nom;Téléphone;E-mail;Étiquettes;Ville\r\n'
  for (let n = 0; n < rows; n++) {
    const first = firstNames[(n * 7919) % firstNames.length] ?? ''
    const last = lastNames[(n * 104_729) % lastNames.length] ?? ''
    const phone = n % 50 === 0 ? 'rappeler' : `07 ${String(10_000_000 + n).replace(/(..)(?=.)/g, '$1 ')}`
    yield `${first};${last};${phone};import.${n}@example.org;${n % 3 === 0 ? 'import, fidèle' : ''};Lyon\r\n`
  }
}

function body(): ReadableStream<Uint8Array> {
  const source = lines()
  const encoder = new TextEncoder()
  return new ReadableStream({
    pull: (controller) => {
      const some = Array.from({ length: 1000 }, () => source.next()).flatMap((turn) => (turn.done === true ? [] : [turn.value]))
      if (some.length === 0) controller.close()
      else controller.enqueue(encoder.encode(some.join('')))
    },
  })
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const started = performance.now()
  await work()
  return (performance.now() - started) / 1000
}

let importId = ''
const file = { name: 'bench.csv', size: 0, body: body() }
const upload = await timed(async () => (importId = await receiveFile(shop, actor, file, String)))
const check = await timed(() => checkImportJob({ tenantId: shop.id, importId, version: 1 }))
await startImport(shop, actor, importId, 1)
const idle = heldBytes()
const importMemory = watchMemory(5000)
const run = await timed(() => runImportJob({ tenantId: shop.id, importId }))
const importHeld = importMemory.most() - idle
const record = await findImport(shop.id, importId)
const done = record?.counts
if (done === undefined || done.created !== rows * 0.98 || done.refused !== rows * 0.02) throw new Error(JSON.stringify(done))

const before = heldBytes()
const exportMemory = watchMemory(1000)
let bytes = 0
let written = -1
const words = { header: String, segment: String, channel: String, yes: 'oui', no: 'non' }
const out = await timed(async () => {
  for await (const piece of exportCustomers(
    useCase,
    { filter: {}, sort: 'contact', direction: 'desc' },
    { delimiter: ';', words },
  )) {
    bytes += piece.length
    for (const byte of piece) if (byte === 0x0a) written++
  }
})
const exportHeld = exportMemory.most() - before
if (written !== world.large.customers + done.created) throw new Error(`${written} lines were exported`)
await database.close()

const mebibytes = (held: number): number => rounded(held / 2 ** 20, 1)
report({
  id: 'P14',
  ratio: rows / run / importGoal,
  goal: 1,
  atLeast: true,
  also: exportHeld <= memoryGoal,
  detail: {
    shop: world.large.customers,
    import: {
      rows,
      seconds: { upload: rounded(upload), check: rounded(check), run: rounded(run) },
      rowsPerSecond: Math.round(rows / run),
    },
    importHeldMiB: mebibytes(importHeld),
    export: {
      rows: written,
      seconds: rounded(out),
      rowsPerSecond: Math.round(written / out),
      megabytes: rounded(bytes / 1e6, 1),
    },
    exportHeldMiB: mebibytes(exportHeld),
  },
})
