// What a feed remembers of a shop's accounts, small enough to travel in its cursor: every id, and a digest, its mark, for each few of them.
import { createHash } from 'node:crypto'
import { deflateRawSync, inflateRawSync } from 'node:zlib'
import { z } from 'zod'
import type { WooCustomer } from './schema'

/** Ids that share a mark: one that changed is told together with its neighbours, who come to no harm by it. */
const blockSize = 16n
/** Bytes of a mark. */
const markSize = 5

export const blockOf = (id: string): bigint => BigInt(id) / blockSize

/** The mark of a block's accounts, in the order of their ids. */
export function markOf(block: readonly WooCustomer[]): string {
  const hash = createHash('sha256')
  for (const customer of block) hash.update(JSON.stringify(customer)).update('\n')
  return hash.digest().subarray(0, markSize).toString('base64url')
}

export interface KnownBlock {
  ids: string[]
  mark: string
}
/** By block, in no order. */
export type Known = Map<bigint, KnownBlock>

const packedSchema = z.object({
  /** Differences between one id and the next. */
  ids: z.array(z.string().regex(/^[0-9a-z]{1,14}$/)),
  /** One after the other, for the blocks that have ids. */
  marks: z.string(),
})

const base = 36

/** About a third of a byte an account and two for each block's mark. */
export function pack(known: Known): string {
  const blocks = [...known.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, block]) => block)
  let last = 0n
  const ids = blocks.flatMap((block) =>
    block.ids.map((id) => {
      const step = (BigInt(id) - last).toString(base)
      last = BigInt(id)
      return step
    }),
  )
  const text = JSON.stringify({ ids, marks: blocks.map(({ mark }) => mark).join('') })
  return deflateRawSync(text, { level: 9 }).toString('base64url')
}

/** Bytes that a cursor may unfold to: some millions of accounts. */
const mostBytes = 32 * 1024 * 1024

/** Throws for what `pack` did not write. */
export function unpack(packed: string): Known {
  const text = inflateRawSync(Buffer.from(packed, 'base64url'), { maxOutputLength: mostBytes }).toString('utf8')
  const { ids, marks } = packedSchema.parse(JSON.parse(text))
  const known: Known = new Map()
  const length = Math.ceil((markSize * 8) / 6)
  let last = 0n
  for (const step of ids) {
    last += [...step].reduce((sum, digit) => sum * BigInt(base) + BigInt(Number.parseInt(digit, base)), 0n)
    const block = last / blockSize
    const entry = known.get(block) ?? { ids: [], mark: marks.slice(known.size * length, (known.size + 1) * length) }
    entry.ids.push(String(last))
    known.set(block, entry)
  }
  if (marks.length !== known.size * length) throw new Error('marks do not fit the ids')
  return known
}
