// A customer system behind HTTP on loopback, so that processes which push to it can be killed: the server answers for any
// system of the port, the client is the port again.
import { createServer } from 'node:http'
import { z } from 'zod'
import { mockCapabilities } from '@/lib/crm/vendors/mock/adapter'
import type { CustomerSystem } from '@/lib/customers/customer-system'
import { CrmError, errorCodes } from '@/lib/shared/errors'

const callSchema = z.object({ method: z.string(), args: z.array(z.unknown()) })
const answerSchema = z.union([
  z.object({ value: z.unknown() }),
  z.object({
    error: z.object({
      code: z.enum(errorCodes),
      reason: z.string(),
      params: z.record(z.string(), z.union([z.string(), z.number()])),
    }),
  }),
])

/** Moments are texts on the wire. */
const revive = (_name: string, value: unknown): unknown =>
  typeof value === 'string' && /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/.test(value) ? new Date(value) : value

/** `around` is called for each call: before the effect it may wait; true: the answer is dropped after the effect. */
export async function serveSystem(
  system: CustomerSystem,
  around: (method: string) => Promise<boolean>,
): Promise<{ url: string; close(): Promise<void> }> {
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      void (async () => {
        const { method, args } = callSchema.parse(JSON.parse(Buffer.concat(chunks).toString(), revive))
        const drop = await around(method)
        const body = await call(system, method, args)
        if (drop) request.socket.destroy()
        else response.end(JSON.stringify(body))
      })().catch(() => request.socket.destroy())
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const bound = server.address()
  return {
    url: `http://127.0.0.1:${typeof bound === 'object' && bound !== null ? bound.port : 0}/`,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections()
        server.close(() => resolve())
      }),
  }
}

async function call(system: CustomerSystem, method: string, args: unknown[]): Promise<object> {
  try {
    const work: unknown = Reflect.get(system, method, system)
    if (typeof work !== 'function') throw new TypeError(method)
    const value: unknown = await Reflect.apply(work, system, args)
    return { value }
  } catch (error) {
    if (!(error instanceof CrmError)) throw error
    return { error: { code: error.code, reason: error.reason, params: error.params } }
  }
}

/** Any method; what cannot be reached is `unavailable`. */
export function remoteSystem(url: string): CustomerSystem {
  const ask = async (method: string, args: unknown[]): Promise<unknown> => {
    let text: string
    try {
      const response = await fetch(url, {
        method: 'POST',
        body: JSON.stringify({ method, args }),
        signal: AbortSignal.timeout(10_000),
      })
      text = await response.text()
    } catch (cause) {
      throw new CrmError('unavailable', 'No answer', { reason: 'outcome_unknown', cause })
    }
    const answer = answerSchema.parse(JSON.parse(text, revive))
    if (!('error' in answer)) return answer.value
    throw new CrmError(answer.error.code, 'Refused', { reason: answer.error.reason, params: answer.error.params })
  }
  const fixed = { type: 'remote', capabilities: mockCapabilities } as CustomerSystem
  return new Proxy(fixed, {
    get: (target, name) =>
      name in target || typeof name === 'symbol' || name === 'then'
        ? Reflect.get(target, name)
        : (...args: unknown[]) => ask(name, args),
  })
}
