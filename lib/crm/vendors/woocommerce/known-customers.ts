// What a feed remembers of a shop's accounts, small enough to travel in its cursor: every id, and a digest, its mark, for each few
// of them. It is kept in pieces, and only those that a page touches are unfolded.
import { createHash } from 'node:crypto'
import { z } from 'zod'
import type { WooCustomer } from './schema'

/** Ids that share a mark: one that changed is told together with its neighbours, who come to no harm by it. */
const blockSize = 16
/** Ids of a piece. */
const pieceSize = 1_024
/** Characters of a mark. */
const markLength = 6

export const blockOf = (id: string): number => Math.floor(Number(id) / blockSize)
const pieceOf = (block: number): number => Math.floor((block * blockSize) / pieceSize)

/** The mark of a block's accounts, in the order of their ids. */
export function markOf(block: readonly WooCustomer[]): string {
  const hash = createHash('sha256')
  for (const customer of block) hash.update(JSON.stringify(customer)).update('\n')
  return hash.digest('base64url').slice(0, markLength)
}

export interface KnownBlock {
  ids: string[]
  mark: string
}
type Piece = Map<number, KnownBlock>

/** Ids from the piece's beginning, as ranges (`0-5,7`, base 36), then the marks of the blocks that have any. */
const pieceText = /^[0-9a-z]{1,2}(-[0-9a-z]{1,2})?(,[0-9a-z]{1,2}(-[0-9a-z]{1,2})?)*;[\w-]*$/
/** By the number of the piece. */
export const packedSchema = z.record(z.string().regex(/^\d{1,14}$/), z.string().max(20_000).regex(pieceText))
type Packed = z.output<typeof packedSchema>

export class KnownCustomers {
  readonly #packed: Map<number, string>
  readonly #open = new Map<number, Piece>()

  constructor(packed: Packed = {}) {
    this.#packed = new Map(Object.entries(packed).map(([piece, text]) => [Number(piece), text]))
  }

  get(block: number): KnownBlock | undefined {
    return this.#piece(pieceOf(block)).get(block)
  }

  set(block: number, known: KnownBlock): void {
    this.#piece(pieceOf(block)).set(block, known)
  }

  delete(block: number): void {
    this.#piece(pieceOf(block)).delete(block)
  }

  /** Blocks after `from` up to `to` (null: to the end). */
  between(from: number, to: number | null): [number, KnownBlock][] {
    const pieces = [...new Set([...this.#packed.keys(), ...this.#open.keys()])]
    const touched = pieces.filter((piece) => piece >= pieceOf(Math.max(0, from)) && (to === null || piece <= pieceOf(to)))
    return touched.flatMap((piece) => [...this.#piece(piece)].filter(([block]) => block > from && (to === null || block <= to)))
  }

  pack(): Packed {
    const packed = new Map(this.#packed)
    for (const [number, piece] of this.#open)
      if (piece.size === 0) packed.delete(number)
      else packed.set(number, folded(number, piece))
    return Object.fromEntries([...packed].sort(([a], [b]) => a - b).map(([number, text]) => [String(number), text]))
  }

  #piece(number: number): Piece {
    const known = this.#open.get(number) ?? unfolded(number, this.#packed.get(number))
    this.#open.set(number, known)
    return known
  }
}

function folded(number: number, piece: Piece): string {
  const blocks = [...piece].sort(([a], [b]) => a - b).map(([, block]) => block)
  const ids = blocks.flatMap((block) => block.ids.map((id) => Number(id) - number * pieceSize))
  const ranges: [number, number][] = []
  for (const id of ids) {
    const last = ranges.at(-1)
    if (last !== undefined && last[1] === id - 1) last[1] = id
    else ranges.push([id, id])
  }
  const text = ranges.map(([from, to]) => (from === to ? from.toString(36) : `${from.toString(36)}-${to.toString(36)}`))
  return `${text.join(',')};${blocks.map(({ mark }) => mark).join('')}`
}

/** A block whose mark is not there is told once more. */
function unfolded(number: number, text: string | undefined): Piece {
  const piece: Piece = new Map()
  if (text === undefined) return piece
  const [ranges = '', marks = ''] = text.split(';')
  for (const range of ranges.split(',')) {
    const [from = 0, to = from] = range.split('-').map((id) => Number.parseInt(id, 36))
    for (let id = from; id <= to && id < pieceSize; id++) {
      const own = String(number * pieceSize + id)
      const block = blockOf(own)
      const known = piece.get(block) ?? { ids: [], mark: marks.slice(piece.size * markLength, (piece.size + 1) * markLength) }
      known.ids.push(own)
      piece.set(block, known)
    }
  }
  return piece
}
