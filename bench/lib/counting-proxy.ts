// Stands between the product and PostgreSQL and counts the statements that go by, from the wire protocol itself:
// whatever library asks, it is seen. https://www.postgresql.org/docs/current/protocol-message-formats.html
import { connect, createServer, type Socket } from 'node:net'

export interface CountingProxy {
  port: number
  /** Statements since the last call. `control` are begin, commit, rollback and the naming of the tenant. */
  take(): { statements: string[]; control: number }
  close(): Promise<void>
}

const isControl = (text: string): boolean =>
  /^\s*(begin|commit|rollback|start transaction|deallocate)\b/i.test(text) ||
  /^\s*select set_config\('app\.tenant_id'/i.test(text)

/** Reads the frontend's messages of one connection. */
class Frontend {
  private buffer = Buffer.alloc(0)
  private started = false
  private readonly prepared = new Map<string, string>()
  private bound = ''

  constructor(private readonly onStatement: (text: string) => void) {}

  read(chunk: Buffer): void {
    this.buffer = Buffer.concat([this.buffer, chunk])
    for (;;) {
      // The first message has no type byte.
      const head = this.started ? 1 : 0
      if (this.buffer.length < head + 4) return
      const end = head + this.buffer.readInt32BE(head)
      if (this.buffer.length < end) return
      if (this.started) this.message(String.fromCharCode(this.buffer[0] ?? 0), this.buffer.subarray(5, end))
      this.started = true
      this.buffer = this.buffer.subarray(end)
    }
  }

  private message(type: string, body: Buffer): void {
    const [first = '', second = ''] = body.toString('utf8').split('\0', 2)
    if (type === 'Q') this.onStatement(first)
    else if (type === 'P') this.prepared.set(first, second)
    else if (type === 'B') this.bound = this.prepared.get(second) ?? ''
    else if (type === 'E') this.onStatement(this.bound)
  }
}

export async function startCountingProxy(target: { host: string; port: number }): Promise<CountingProxy> {
  let statements: string[] = []
  const sockets = new Set<Socket>()
  const server = createServer((client) => {
    const upstream = connect(target)
    const frontend = new Frontend((text) => void statements.push(text))
    client.on('data', (chunk) => {
      frontend.read(chunk)
      upstream.write(chunk)
    })
    upstream.on('data', (chunk) => client.write(chunk))
    for (const [one, other] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      sockets.add(one)
      one.on('close', () => {
        sockets.delete(one)
        other.destroy()
      })
      one.on('error', () => other.destroy())
    }
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  return {
    port: address.port,
    take: () => {
      const seen = statements
      statements = []
      const asked = seen.filter((text) => !isControl(text))
      return { statements: asked, control: seen.length - asked.length }
    },
    close: async () => {
      for (const socket of sockets) socket.destroy()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
