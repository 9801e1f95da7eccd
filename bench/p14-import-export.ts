// P14: a file of 100,000 customers into the large shop, in rows a second; every fiftieth row is one to refuse or to match.
import { createHash } from 'node:crypto'
import type { Actor, Shop } from '@/lib/customers/use-case'
import { applyBatch } from '@/lib/db/import-batch'
import { findImport, startImport } from '@/lib/db/import-repo'
import { checkImportJob } from '@/lib/server/import/check-import-job'
import { receiveFile } from '@/lib/server/import/receive-file'
import { runImportJob } from '@/lib/server/import/run-import-job'
import { openDatabase, replaceDatabase } from '@/lib/db/client'
import { firstNames, lastNames } from './lib/names'
import { report, rounded } from './lib/figures'
import { processorTime } from './lib/processor-time'
import { readWorld } from './lib/world'

void applyBatch
void createHash
const rows = 100_000
const world = readWorld()
replaceDatabase(openDatabase(world.appUrl, 3))
const shop: Shop = { ...world.large, name: 'Bench', region: 'FR', locale: 'fr', currency: 'EUR', timezone: 'Europe/Paris' }
const actor: Actor = { kind: 'user', id: 'bench', name: 'Bench' }

function* lines(): Generator<string> {
  yield 'Prénom;Nom;Téléphone;E-mail;Étiquettes;Ville\r\n'
  for (let n = 0; n < rows; n++) {
    const first = firstNames[(n * 7919) % firstNames.length] ?? ''
    const last = lastNames[(n * 104_729) % lastNames.length] ?? ''
    const phone = n % 50 === 0 ? 'rappeler' : `07 ${String(10_000_000 + n).replace(/(..)(?=.)/g, '$1 ')}`
    yield `${first};${last};${phone};import.${n}@example.org;${n % 3 === 0 ? 'import, fidèle' : ''};Lyon\r\n`
  }
}
const body = (): ReadableStream<Uint8Array> => {
  const iterator = lines()
  const encoder = new TextEncoder()
  return new ReadableStream({
    pull: (controller) => {
      let text = ''
      for (let i = 0; i < 1000; i++) {
        const { done, value } = iterator.next()
        if (done === true) {
          if (text !== '') controller.enqueue(encoder.encode(text))
          return controller.close()
        }
        text += value
      }
      controller.enqueue(encoder.encode(text))
    },
  })
}
const timed = async (work: () => Promise<unknown>): Promise<number> => {
  const started = performance.now()
  await work()
  return (performance.now() - started) / 1000
}
let importId = ''
const upload = await timed(
  async () => (importId = await receiveFile(shop, actor, { name: 'bench.csv', size: 0, body: body() }, String)),
)
const check = await timed(() => checkImportJob({ tenantId: shop.id, importId, version: 1 }))
await startImport(shop, actor, importId, 1)
const before = processorTime(process.ppid) ?? 0
const run = await timed(() => runImportJob({ tenantId: shop.id, importId }))
const processor = ((processorTime(process.ppid) ?? 0) - before) / 1000
const own = process.cpuUsage()
const { counts } = (await findImport(shop.id, importId)) ?? {}
report({
  id: 'P14',
  ratio: rows / run / 5000,
  goal: 1,
  atLeast: true,
  detail: {
    rows,
    seconds: {
      upload: rounded(upload),
      check: rounded(check),
      run: rounded(run),
      processor,
      own: rounded((own.user + own.system) / 1e6),
    },
    counts,
  },
})
process.exit(0)
