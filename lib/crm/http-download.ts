// Part of a file that a vendor made and gave an address for: the egress guard, no token, never more in memory than was asked for.
import { request as sendRequest } from 'undici'
import { z } from 'zod'
import { CrmError } from '@/lib/shared/errors'
import { agentFor, egressRefusal, egressRefused, isGuardRefusal } from './egress'

export interface DownloadedPart {
  bytes: Buffer
  /** Whether the file ends with them. */
  isEnd: boolean
}

export interface DownloadRange {
  /** The first byte, counted from 0. */
  from: number
  /** Bytes at most. */
  most: number
  /** Origins that the operator set: only these may be http or private. */
  ownOrigins: readonly string[]
  /** Milliseconds for all of it. */
  timeout: number
}

const chunkSchema = z.instanceof(Uint8Array)

/**
 * The address is the vendor's word and may be anywhere: it gets no token, and redirects are not followed. A server that does
 * not give parts gives all: what comes before is passed over. Throws CrmError: `forbidden` (`egress_refused`: nothing was
 * sent), `not_found` (the address is not answered for any more), `unavailable`, `bad_response`.
 */
export async function downloadPart(vendor: string, address: string, range: DownloadRange): Promise<DownloadedPart> {
  if (!URL.canParse(address)) throw egressRefused()
  const url = new URL(address)
  const refused = egressRefusal(url, range.ownOrigins)
  if (refused !== null) throw refused
  try {
    return await read(vendor, url, range)
  } catch (cause) {
    if (cause instanceof CrmError) throw cause
    // The cause is left out: it may hold the address, which opens the file for anybody.
    throw isGuardRefusal(cause) ? egressRefused() : new CrmError('unavailable', `${vendor} does not give the file now`)
  }
}

async function read(vendor: string, url: URL, { from, most, ownOrigins, timeout }: DownloadRange): Promise<DownloadedPart> {
  const answer = await sendRequest(url, {
    dispatcher: agentFor(ownOrigins),
    method: 'GET',
    headers: { 'accept-encoding': 'identity', 'user-agent': 'Coccinelle', range: `bytes=${from}-${from + most - 1}` },
    signal: AbortSignal.timeout(timeout),
  })
  // A body that is destroyed half-way says so by an event, which kills the process when nobody listens.
  answer.body.on('error', () => undefined)
  const { statusCode: status } = answer
  if (status !== 200 && status !== 206) {
    answer.body.destroy()
    // Behind the last byte.
    if (status === 416) return { bytes: Buffer.alloc(0), isEnd: true }
    if (status === 429 || status >= 500) throw new CrmError('unavailable', `${vendor} answered ${status} for a file`)
    if (status >= 400) throw new CrmError('not_found', `${vendor} answered ${status} for a file`)
    throw new CrmError('bad_response', `${vendor} sends the request for a file elsewhere`)
  }
  const total = status === 206 ? totalOf(String(answer.headers['content-range'] ?? ''), from) : null
  if (status === 206 && total === null) {
    answer.body.destroy()
    throw new CrmError('bad_response', `${vendor} gave another part of the file`)
  }
  const { bytes, isCut } = await take(answer.body, status === 206 ? 0 : from, most)
  return { bytes, isEnd: total === null ? !isCut : from + bytes.length >= total }
}

/** Bytes of the whole file; null when the part is not the one that was asked for. */
function totalOf(header: string, from: number): number | null {
  const [, first = '', total = ''] = /^bytes (\d{1,15})-\d{1,15}\/(\d{1,15})$/.exec(header) ?? []
  return first === String(from) ? Number(total) : null
}

/** Passes over `skipped` bytes and keeps `most`; `isCut`: there is more. */
async function take(body: AsyncIterable<unknown>, skipped: number, most: number): Promise<{ bytes: Buffer; isCut: boolean }> {
  const chunks: Uint8Array[] = []
  let [left, size] = [skipped, 0]
  for await (const chunk of body) {
    const given = chunkSchema.parse(chunk)
    const bytes = given.subarray(Math.min(left, given.length))
    left -= given.length - bytes.length
    chunks.push(bytes)
    size += bytes.length
    // Leaving the loop destroys the stream.
    if (size > most) return { bytes: Buffer.concat(chunks).subarray(0, most), isCut: true }
  }
  return { bytes: Buffer.concat(chunks), isCut: false }
}
