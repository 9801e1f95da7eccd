// What just changed, for open screens: one LISTEN connection a process, given on to the subscribers of the shop.
import 'server-only'
import pg from 'pg'
import { z } from 'zod'
import { env } from '@/lib/shared/env'
import { log } from '@/lib/shared/log'

const noticeSchema = z.object({
  tenantId: z.string(),
  customerId: z.string(),
  /** `customers`: so many that they are not named one by one. */
  kind: z.enum(['customer', 'activity', 'note', 'message', 'import', 'bulk', 'customers']),
  /** Of an import, whose `customerId` is empty. */
  importId: z.string().optional(),
  /** Of a bulk job, in the same way. */
  bulkId: z.string().optional(),
})
export type LiveNotice = z.infer<typeof noticeSchema>

/** `missed`: for a while nobody listened, so anything may have changed. */
export type LiveEvent = Omit<LiveNotice, 'tenantId'> | { kind: 'missed' }
type Subscriber = (event: LiveEvent) => void

interface Listener {
  subscribers: Map<string, Set<Subscriber>>
  client: pg.Client | undefined
  loop: Promise<void> | undefined
}

// On globalThis, because a development server loads this module anew at every change.
const shared: typeof globalThis & { coccinelleLive?: Listener } = globalThis
const state = (shared.coccinelleLive ??= { subscribers: new Map(), client: undefined, loop: undefined })

/**
 * Calls `subscriber` for every change in this shop until the function given back is called. `tenantId` is the signed-in
 * person's; a subscriber hears of no other shop. The first subscriber of a process hears `missed` when listening began.
 */
export function subscribeLive(tenantId: string, subscriber: Subscriber): () => void {
  const { subscribers } = state
  const ofShop = subscribers.get(tenantId) ?? new Set()
  subscribers.set(tenantId, ofShop.add(subscriber))
  state.loop ??= listen()
  return () => {
    ofShop.delete(subscriber)
    if (ofShop.size === 0 && subscribers.get(tenantId) === ofShop) subscribers.delete(tenantId)
    if (subscribers.size === 0) void endQuietly(state.client)
  }
}

const endQuietly = async (client: pg.Client | undefined): Promise<void> => {
  await client?.end().catch((error: unknown) => log().debug({ err: error }, 'live connection did not end cleanly'))
}

/** Runs while there are subscribers; comes back after every lost connection, waiting longer each time up to ten seconds. */
async function listen(): Promise<void> {
  const { subscribers } = state
  for (let wait = 100; subscribers.size > 0; wait = Math.min(wait * 2, 10_000)) {
    const client = new pg.Client({
      connectionString: env().APP_DATABASE_URL,
      application_name: 'coccinelle-live',
      keepAlive: true,
    })
    state.client = client
    try {
      const lost = new Promise<void>((resolve) => client.on('end', resolve).on('error', () => resolve()))
      client.on('notification', ({ payload }) => tell(payload ?? ''))
      // Ended while it connects (its only page went away at once), a client never says so by itself and would be waited for for ever.
      const gone = lost.then(() => Promise.reject(new Error('ended before it was connected')))
      await Promise.race([client.connect(), gone])
      await client.query('listen coccinelle_live')
      wait = 100
      for (const ofShop of subscribers.values()) for (const subscriber of ofShop) subscriber({ kind: 'missed' })
      await lost
      if (subscribers.size > 0) log().warn('live connection lost')
    } catch (error) {
      if (subscribers.size > 0) log().warn({ err: error }, 'live connection failed')
    }
    await endQuietly(client)
    if (subscribers.size > 0) await new Promise((resolve) => setTimeout(resolve, wait))
  }
  state.client = undefined
  state.loop = undefined
}

function tell(payload: string): void {
  const notice = noticeSchema.safeParse(safeJson(payload))
  if (!notice.success) return log().warn('a live notice that cannot be read')
  const { tenantId, ...event } = notice.data
  for (const subscriber of state.subscribers.get(tenantId) ?? []) subscriber(event)
}

function safeJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
