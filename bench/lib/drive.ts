// A bounded load on a loopback server: a fixed number of prepared requests over a few kept-alive connections.
import { Agent, request } from 'node:http'

export interface Prepared {
  method: string
  path: string
  headers: Record<string, string>
  body: Buffer
}

export interface Driven {
  perSecond: number
  /** Milliseconds, one a request. */
  latencies: number[]
  /** How many answers had each status. */
  statuses: Record<string, number>
}

function send(agent: Agent, port: number, { method, path, headers, body }: Prepared): Promise<number> {
  return new Promise((resolve, reject) => {
    const asked = request(
      { agent, host: '127.0.0.1', port, method, path, headers: { ...headers, 'content-length': body.length }, timeout: 30_000 },
      (answer) => {
        answer.resume()
        answer.once('end', () => resolve(answer.statusCode ?? 0))
        answer.once('error', reject)
      },
    )
    asked.once('error', reject)
    asked.once('timeout', () => asked.destroy(new Error('no answer within 30 s')))
    asked.end(body)
  })
}

/** Sends every request once, `connections` at a time. */
export async function drive(port: number, requests: readonly Prepared[], connections: number): Promise<Driven> {
  const agent = new Agent({ keepAlive: true, maxSockets: connections })
  const latencies: number[] = []
  const statuses: Record<string, number> = {}
  let next = 0
  const line = async (): Promise<void> => {
    for (let prepared = requests[next++]; prepared !== undefined; prepared = requests[next++]) {
      const start = performance.now()
      const status = await send(agent, port, prepared)
      latencies.push(performance.now() - start)
      statuses[status] = (statuses[status] ?? 0) + 1
    }
  }
  const start = performance.now()
  await Promise.all(Array.from({ length: connections }, line))
  const seconds = (performance.now() - start) / 1000
  agent.destroy()
  return { perSecond: requests.length / seconds, latencies, statuses }
}
