// An import from beginning to end without a queue: the file as text, then each job as the worker would run it.
import { encodeText } from '@/lib/customers/import/encode-text'
import type { FileEncoding } from '@/lib/customers/import/encoding'
import type { ImportSettings } from '@/lib/customers/import/import-settings'
import type { Actor, Shop } from '@/lib/customers/use-case'
import { findImport, type ImportRecord, saveImportSettings, startImport } from '@/lib/db/import-repo'
import { checkImportJob } from '@/lib/server/import/check-import-job'
import { receiveFile } from '@/lib/server/import/receive-file'
import { runImportJob } from '@/lib/server/import/run-import-job'
import { staff } from './shops'

export const bodyOf = (bytes: Uint8Array, size = 10_000): ReadableStream<Uint8Array> =>
  new ReadableStream({
    start: (controller) => {
      for (let at = 0; at < bytes.length; at += size) controller.enqueue(bytes.subarray(at, at + size))
      controller.close()
    },
  })

export async function readImport(shop: Shop, id: string): Promise<ImportRecord> {
  const record = await findImport(shop.id, id)
  if (record === null) throw new Error('no such import')
  return record
}

interface Upload {
  encoding?: FileEncoding
  settings?: Partial<ImportSettings>
  actor?: Actor
}

/** Uploaded and checked; the import's id. */
export async function upload(
  shop: Shop,
  text: string,
  { encoding = 'utf-8', settings, actor = staff }: Upload = {},
): Promise<string> {
  const bytes = encodeText(text, encoding)
  const file = { name: 'clients.csv', size: bytes.length, body: bodyOf(bytes) }
  const id = await receiveFile(shop, actor, file, (place) => `Colonne ${String(place)}`)
  const guessed = (await readImport(shop, id)).settings
  if (guessed === null) throw new Error('no settings')
  if (settings !== undefined) await saveImportSettings(shop, actor, id, 1, { ...guessed, ...settings })
  const { settingsVersion: version } = await readImport(shop, id)
  await checkImportJob({ tenantId: shop.id, importId: id, version })
  return id
}

/** Uploaded, checked and run. */
export async function importFile(shop: Shop, text: string, more: Upload = {}): Promise<ImportRecord> {
  const id = await upload(shop, text, more)
  const { settingsVersion } = await readImport(shop, id)
  await startImport(shop, more.actor ?? staff, id, settingsVersion)
  await runImportJob({ tenantId: shop.id, importId: id })
  return readImport(shop, id)
}
