// A bulk operation: Shopify writes all records into a file, a line each, in its own time; we read the file a piece at a time.
// https://shopify.dev/docs/api/usage/bulk-operations/queries
import { z } from 'zod'
import { CrmError } from '@/lib/shared/errors'
import { downloadPart } from '../../http-download'
import type { ShopifyAccount } from './account'
import { needNoErrors } from './refusal'
import { answers, outcomes } from './schema'

/** `operation`: null until Shopify took it. `offset`: bytes of the file that were read. `startedAt`: what changes later is walked. */
export const bulkSchema = z.strictObject({
  operation: z
    .string()
    .regex(/^gid:\/\/shopify\/BulkOperation\/\d{1,20}$/)
    .nullable(),
  offset: z.int().min(0),
  startedAt: z.int().min(0),
})
export type Bulk = z.output<typeof bulkSchema>

export const firstBulk = (): Bulk => ({ operation: null, offset: 0, startedAt: Date.now() })

/** Bytes of one piece: some hundred records. A line that is longer doubles it, up to the most. */
const piece = 512 * 1024
const mostPiece = 16 * 1024 * 1024

/** Milliseconds to the next look: soon after the start, then less and less often. */
const waitOf = ({ startedAt }: Bulk): number => Math.min(30_000, Math.max(250, Math.round((Date.now() - startedAt) / 4)))
/** Milliseconds until a place among the shop's bulk operations may be free. */
const busy = 30_000

export type BulkStep<T> =
  /** Ask again after `wait` milliseconds. */
  | { kind: 'wait'; bulk: Bulk; wait: number }
  | { kind: 'records'; records: T[]; bulk: Bulk; isLast: boolean }
  /** Shopify gave up, or the file is there no more: read page by page. */
  | { kind: 'failed' }

/** One step: start it, look after it, or read a piece. Memory holds a piece, however long the file is. */
export async function stepBulk<S extends z.ZodType>(
  account: ShopifyAccount,
  bulk: Bulk,
  { query, schema, timeout = 60_000 }: { query: string; schema: S; timeout?: number },
): Promise<BulkStep<z.output<S>>> {
  if (bulk.operation === null) return start(account, bulk, query)
  const { bulkOperation: now } = await account.client.run(account.operations.bulkOperation, answers.bulkOperation, {
    id: bulk.operation,
  })
  if (now === null || ['FAILED', 'CANCELED', 'CANCELING', 'EXPIRED'].includes(now.status)) {
    if (now?.errorCode === 'ACCESS_DENIED')
      throw new CrmError('forbidden', 'The app may not read all of that', { reason: 'scopes_missing' })
    return { kind: 'failed' }
  }
  if (now.status !== 'COMPLETED') return { kind: 'wait', bulk, wait: waitOf(bulk) }
  // There is no file of nothing.
  if (now.url === null) return { kind: 'records', records: [], bulk, isLast: true }
  return readPiece(account, bulk, { url: now.url, schema, timeout })
}

async function start<T>(account: ShopifyAccount, bulk: Bulk, query: string): Promise<BulkStep<T>> {
  const { bulkOperationRunQuery: begun } = await account.client.run(account.operations.runBulk, outcomes.runBulk, { query })
  if (begun.userErrors.some(({ code }) => code === 'OPERATION_IN_PROGRESS' || code === 'LIMIT_REACHED'))
    return { kind: 'wait', bulk, wait: busy }
  needNoErrors(begun.userErrors)
  if (begun.bulkOperation === null) throw new CrmError('bad_response', 'Shopify began no bulk operation and did not say why')
  const started = { ...bulk, operation: begun.bulkOperation.id }
  return { kind: 'wait', bulk: started, wait: waitOf(started) }
}

async function readPiece<S extends z.ZodType>(
  account: ShopifyAccount,
  bulk: Bulk,
  { url, schema, timeout }: { url: string; schema: S; timeout: number },
): Promise<BulkStep<z.output<S>>> {
  for (let most = piece; ; most *= 2) {
    const part = await downloadPart('shopify', url, {
      from: bulk.offset,
      most,
      ownOrigins: account.client.ownOrigins,
      timeout,
    }).catch((error: unknown) => {
      // The address lives for a week.
      if (error instanceof CrmError && error.code === 'not_found') return null
      throw error
    })
    if (part === null) return { kind: 'failed' }
    const end = part.isEnd ? part.bytes.length : part.bytes.lastIndexOf(0x0a) + 1
    if (end === 0 && !part.isEnd && most < mostPiece) continue
    if (end === 0 && !part.isEnd) throw new CrmError('bad_response', 'A line of Shopify’s file is too long')
    const records = linesOf(part.bytes.subarray(0, end)).map((line) => recordOf(schema, line))
    return { kind: 'records', records, bulk: { ...bulk, offset: bulk.offset + end }, isLast: part.isEnd }
  }
}

const linesOf = (bytes: Buffer): string[] =>
  new TextDecoder('utf-8')
    .decode(bytes)
    .split('\n')
    .filter((line) => line.trim() !== '')

/** Throws `bad_response`, which quotes nothing of the line. */
function recordOf<S extends z.ZodType>(schema: S, line: string): z.output<S> {
  let json: unknown
  try {
    json = JSON.parse(line)
  } catch {
    throw new CrmError('bad_response', 'A line of Shopify’s file is no JSON')
  }
  const parsed = schema.safeParse(json)
  if (parsed.success) return parsed.data
  throw new CrmError('bad_response', 'A line of Shopify’s file has another shape')
}
