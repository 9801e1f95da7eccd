// The door for messages as a process of its own, for tests that kill it: an HTTP server around receiveDelivery.
import { createServer, type IncomingMessage } from 'node:http'
import { Readable } from 'node:stream'
import { receiveDelivery } from '@/lib/server/receive-delivery'

const asRequest = (incoming: IncomingMessage): Request => {
  const headers = new Headers()
  for (const [name, value] of Object.entries(incoming.headers)) if (value !== undefined) headers.set(name, String(value))
  return new Request(`http://127.0.0.1${incoming.url ?? '/'}`, {
    method: 'POST',
    headers,
    body: Readable.toWeb(incoming) as BodyInit,
    duplex: 'half',
  } as RequestInit)
}

const server = createServer((incoming, outgoing) => {
  const id = incoming.url?.split('/').at(-1) ?? ''
  receiveDelivery(id, asRequest(incoming)).then(
    async (answer) => {
      outgoing.writeHead(answer.status)
      outgoing.end(await answer.text())
    },
    () => outgoing.destroy(),
  )
})
server.listen(0, '127.0.0.1', () => {
  const bound = server.address()
  process.send?.({ port: typeof bound === 'object' ? bound?.port : undefined })
})
