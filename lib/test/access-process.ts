// Callers of one link as a process of their own, for tests that run several and kill them.
import { z } from 'zod'
import { leasedAccess } from '@/lib/crm/leased-access'
import { refreshGrant } from '@/lib/crm/oauth'
import { grantStore } from '@/lib/db/connection-grant-repo'
import { CrmError } from '@/lib/shared/errors'
import { toyProvider } from './toy-vendor'

const orderSchema = z.object({
  tenantId: z.string(),
  connectionId: z.string(),
  callers: z.int(),
  /** Milliseconds for which every caller calls. */
  during: z.int(),
  lease: z.int(),
  client: z.object({ vendor: z.string(), clientId: z.string(), clientSecret: z.string(), baseUrl: z.string() }),
})

async function run(order: z.infer<typeof orderSchema>) {
  const access = leasedAccess({
    store: grantStore(order.tenantId, order.connectionId),
    exchange: (held) => refreshGrant(toyProvider, order.client, held),
    owner: `process ${process.pid}`,
    lease: order.lease,
  })
  const failures: Record<string, number> = {}
  let done = 0
  const ask = async (token: string): Promise<number> => {
    const answer = await fetch(`${order.client.baseUrl}/me`, { headers: { authorization: `Bearer ${token}` } })
    await answer.arrayBuffer()
    return answer.status
  }
  const call = async (): Promise<void> => {
    let grant = await access.current()
    // As lib/crm/http.ts: a refused token is renewed once. One more, because these tokens live for a moment only.
    for (let renewals = 0; ; renewals++) {
      const status = await ask(grant.accessToken)
      if (status === 200) return
      if (status !== 401 || renewals === 2) throw new CrmError('bad_response', 'The call failed', { reason: `status_${status}` })
      grant = await access.renew(grant)
    }
  }
  const end = Date.now() + order.during
  await Promise.all(
    Array.from({ length: order.callers }, async () => {
      do {
        await call().then(
          () => done++,
          (error: unknown) => {
            const key = error instanceof CrmError ? error.code : String(error)
            failures[key] = (failures[key] ?? 0) + 1
          },
        )
        await new Promise((resolve) => setTimeout(resolve, 20 + Math.random() * 60))
      } while (Date.now() < end)
    }),
  )
  return { done, failures }
}

process.on('message', (message) => {
  run(orderSchema.parse(message)).then(
    (result) => process.send?.(result),
    (error: unknown) => process.send?.({ broken: String(error) }),
  )
})
process.send?.({ ready: true })
