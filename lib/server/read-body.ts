// The raw bytes of a request: never more than allowed, never slower than allowed.
import 'server-only'
import { DoorError } from './problem'

export interface BodyLimits {
  maxBytes: number
  /** Milliseconds for the whole body. */
  within: number
}

/** The connection is not worth keeping: what is left of the body is never read. */
const closing = { connection: 'close' }

/** Throws DoorError 413 (before reading, when the length is given) or 408. */
export async function readBody(request: Request, { maxBytes, within }: BodyLimits): Promise<Buffer> {
  const tooLarge = () => new DoorError(413, 'payload_too_large', 'body_too_large', { maximum: maxBytes }, closing)
  if (Number(request.headers.get('content-length') ?? 0) > maxBytes) throw tooLarge()
  if (request.body === null) return Buffer.alloc(0)
  const reader = request.body.getReader()
  let timer: NodeJS.Timeout | undefined
  const deadline = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new DoorError(408, 'timeout', 'body_too_slow', { seconds: within / 1000 }, closing)), within)
  })
  const chunks: Uint8Array[] = []
  try {
    for (let size = 0; ;) {
      const { done, value } = await Promise.race([reader.read(), deadline])
      if (done) return Buffer.concat(chunks)
      size += value.byteLength
      if (size > maxBytes) throw tooLarge()
      chunks.push(value)
    }
  } catch (error) {
    // Not awaited: a stream that hangs would hang here too.
    reader.cancel(error).catch(() => undefined)
    throw error
  } finally {
    clearTimeout(timer)
  }
}
