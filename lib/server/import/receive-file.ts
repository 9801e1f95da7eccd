// A file comes in: stored in pieces as it arrives, never held whole, and read as far as guessing needs.
import 'server-only'
import { createHash } from 'node:crypto'
import { cutText } from '@/lib/customers/import/cut-text'
import { EncodingSniffer, foreignFormat } from '@/lib/customers/import/encoding'
import { mostBytes } from '@/lib/customers/import/import-settings'
import type { Actor, Shop } from '@/lib/customers/use-case'
import { appendChunk, completeImport, createImport } from '@/lib/db/import-file-repo'
import { CrmError } from '@/lib/shared/errors'
import { guessReading } from './sample-file'

/** Bytes of a piece; the first is what previews are made from. */
const pieceSize = 256 * 1024
/** Milliseconds without a byte. */
const patience = 60_000

const refused = (reason: string, params: Record<string, string | number> = {}): CrmError =>
  new CrmError('invalid', 'The file cannot be taken', { reason, params })

/** `name` is shown and logged nowhere; without folders and control characters. */
export const cleanFileName = (name: string): string =>
  cutText(
    name
      .replace(/^.*[\\/]/, '')
      .replace(/[\x00-\x1F\x7F\p{Cs}]/gu, '')
      .trim(),
    200,
  ) || 'import.csv'

async function* piecesOf(body: ReadableStream<Uint8Array>): AsyncGenerator<Buffer> {
  const reader = body.getReader()
  let held: Uint8Array[] = []
  let size = 0
  try {
    for (;;) {
      let timer: NodeJS.Timeout | undefined
      const late = new Promise<never>((_, reject) => {
        timer = setTimeout(() => reject(refused('file_slow')), patience)
      })
      const { done, value } = await Promise.race([reader.read(), late]).finally(() => clearTimeout(timer))
      if (value !== undefined) {
        held.push(value)
        size += value.byteLength
      }
      if (size >= pieceSize || (done && size > 0)) {
        const all = Buffer.concat(held)
        for (let at = 0; at < all.length; at += pieceSize) yield all.subarray(at, at + pieceSize)
        held = []
        size = 0
      }
      if (done) return
    }
  } finally {
    // Not awaited: a stream that hangs would hang here too.
    reader.cancel().catch(() => undefined)
  }
}

/**
 * Stores the file, guesses how it is read, and begins its dry run; the import's id. Throws `invalid`: `file_empty`,
 * `file_size`, `file_workbook`, `file_binary`, `file_columns`, `file_slow`. What was refused half-way is swept later.
 */
export async function receiveFile(
  shop: Shop,
  actor: Actor,
  file: { name: string; size: number; body: ReadableStream<Uint8Array> | null },
  numbered: (place: number) => string,
): Promise<string> {
  const tooLarge = () => refused('file_size', { most: Math.floor(mostBytes / 1024 / 1024) })
  if (file.size > mostBytes) throw tooLarge()
  if (file.body === null) throw refused('file_empty')
  const id = await createImport(shop, actor, cleanFileName(file.name))
  const sniffer = new EncodingSniffer()
  const hash = createHash('sha256')
  let first: Buffer | undefined
  let bytes = 0
  let place = 0
  for await (const piece of piecesOf(file.body)) {
    bytes += piece.length
    if (bytes > mostBytes) throw tooLarge()
    if (first === undefined) {
      first = piece
      const foreign = foreignFormat(piece)
      if (foreign !== null) throw refused(`file_${foreign}`)
    }
    sniffer.push(piece)
    hash.update(piece)
    await appendChunk(shop.id, id, place, piece)
    place++
  }
  if (first === undefined || isBlank(first)) throw refused('file_empty')
  const reading = await guessReading({ piece: first, goesOn: place > 1 }, { encoding: sniffer.encoding() }, shop, numbered)
  const settings = { ...reading, policy: 'fill', overTeam: false, consentSource: null } as const
  await completeImport(shop, actor, id, { bytes, hash: hash.digest('hex'), settings })
  return id
}

/** Nothing but spaces, line breaks, zeros and a byte order mark. */
const isBlank = (piece: Uint8Array): boolean =>
  piece.every((byte) => [0x00, 0x09, 0x0a, 0x0d, 0x20, 0xef, 0xbb, 0xbf, 0xff, 0xfe].includes(byte))
