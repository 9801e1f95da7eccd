// A shop whose customers are kept in another system as well, for tests of what goes there: the mock stands for that system.
import { MockCustomers } from '@/lib/crm/vendors/mock/adapter'
import type { CustomerSystem } from '@/lib/customers/customer-system'
import type { Shop, UseCase } from '@/lib/customers/use-case'
import { createConnection } from '@/lib/db/connection-repo'
import { createCustomerStore } from '@/lib/db/customer-store'
import { createOutboxStore } from '@/lib/db/outbox-repo'
import { newId } from '@/lib/shared/ids'
import type { PushContext } from '@/lib/sync/push-context'
import { type Pushed, pushChange } from '@/lib/sync/push-change'
import { type Call, type Trouble, troubledSystem } from './troubled-system'
import { staff, type TestShops } from './shops'

export interface OutboxLine {
  id: string
  kind: string
  customerId: string
  payload: Record<string, unknown>
  attempts: number
  state: 'waiting' | 'done' | 'dead'
  error: string | null
  externalId: string | null
  /** Seconds until it is due. */
  due: number
}

export interface LinkedShop {
  shop: Shop
  useCase: UseCase
  connectionId: string
  /** The other system, without trouble. */
  remote: MockCustomers
  calls: Call[]
  /** What goes wrong at each call; replaced by tests. */
  trouble: (call: Call) => Trouble | Promise<Trouble>
  context(overrides?: Partial<PushContext>): PushContext
  push(customerId: string, overrides?: Partial<PushContext>): Promise<Pushed>
  /** Everything is due now; pushes every customer that waits, at most so many times. */
  pushAll(most?: number): Promise<void>
  outbox(): Promise<OutboxLine[]>
}

export async function openLinkedShop(shops: TestShops, overrides: { remoteId?: string } = {}): Promise<LinkedShop> {
  const shop = await shops.create()
  const { id: connectionId } = await createConnection(shop, staff, {
    vendor: 'mock',
    role: 'primary',
    label: null,
    credentials: {},
    settings: {},
  })
  const remote = new MockCustomers({ tenantId: overrides.remoteId ?? newId() })
  const { system, calls } = troubledSystem(remote, (call) => linked.trouble(call))
  const outbox = async (): Promise<OutboxLine[]> => {
    const { rows } = await shops.backDoor.query<OutboxLine>(
      `select id, kind, "customerId", payload, attempts, error, "externalId", extract(epoch from "nextAttemptAt" - now())::float8 as due,
         case when "doneAt" is not null then 'done' when "deadAt" is not null then 'dead' else 'waiting' end as state
       from "Outbox" where "tenantId" = $1 order by "createdAt", id`,
      [shop.id],
    )
    return rows
  }
  const linked: LinkedShop = {
    shop,
    useCase: shops.useCase(shop),
    connectionId,
    remote,
    calls,
    trouble: () => null,
    context: (more = {}) => ({
      store: createCustomerStore(shop, staff),
      outbox: createOutboxStore(shop.id, connectionId),
      system: () => Promise.resolve<CustomerSystem>(system),
      lease: 60_000,
      random: () => 0.5,
      ...more,
    }),
    push: (customerId, more) => pushChange(linked.context(more), customerId),
    pushAll: async (most = 10) => {
      for (let round = 1; round <= most; round++) {
        await shops.backDoor.query(`update "Outbox" set "nextAttemptAt" = now() where "tenantId" = $1 and "doneAt" is null`, [
          shop.id,
        ])
        const waiting = new Set((await outbox()).flatMap(({ state, customerId }) => (state === 'waiting' ? [customerId] : [])))
        if (waiting.size === 0) return
        for (const customerId of waiting) await linked.push(customerId)
      }
    },
    outbox,
  }
  return linked
}
