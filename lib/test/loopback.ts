// A throw-away HTTP server on this machine for tests: counts what comes, and is closed with its connections.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { Server } from 'node:net'

const servers: (Server & { closeAllConnections?(): void })[] = []

/** Listens on 127.0.0.1 and any free port; its origin. */
export async function onLoopback(server: Server): Promise<string> {
  servers.push(server)
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  return `http://127.0.0.1:${address.port}`
}

export async function serve(
  handler: (request: IncomingMessage, response: ServerResponse, count: number) => void,
): Promise<{ url: string; count(): number }> {
  let count = 0
  const url = await onLoopback(createServer((request, response) => handler(request, response, (count += 1))))
  return { url, count: () => count }
}

/** For `afterEach`. */
export async function closeServers(): Promise<void> {
  for (const server of servers.splice(0)) {
    server.closeAllConnections?.()
    await new Promise((done) => server.close(done))
  }
}

/** A handler's plain answer. */
export const answer =
  (status: number, body: string | Buffer = '{}', headers: Record<string, string> = {}) =>
  (response: ServerResponse): void =>
    void response.writeHead(status, headers).end(body)
