// A shop whose customers are kept in another system as well, for tests of what goes there: the mock stands for that system.
import { MockCustomers } from '@/lib/crm/vendors/mock/adapter'
import { createCustomer } from '@/lib/customers/create-customer'
import type { Customer, NewCustomerInput } from '@/lib/customers/customer'
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
  /** Links of a customer as they are stored, oldest first. */
  links(customerId: string): Promise<{ externalId: string; base: unknown; remoteVersion: string | null }[]>
  /** Somebody who is here and there; `calls` are empty afterwards. */
  linkedCustomer(input?: NewCustomerInput): Promise<{ customer: Customer; externalId: string }>
  /** Calls of a method that reached the other system. */
  written(method: string): Call[]
  /** Jobs of the shop that push. */
  jobs(): Promise<{ key: string; runAt: Date }[]>
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
    links: async (customerId) =>
      (
        await shops.backDoor.query<{ externalId: string; base: unknown; remoteVersion: string | null }>(
          `select "externalId", base, "remoteVersion" from "ExternalLink" where "tenantId" = $1 and "customerId" = $2 order by "createdAt"`,
          [shop.id, customerId],
        )
      ).rows,
    linkedCustomer: async (input = { firstName: 'Ana', phone: '0639980001' }) => {
      const customer = await createCustomer(linked.useCase, input)
      await linked.pushAll()
      calls.length = 0
      return { customer, externalId: (await linked.links(customer.id))[0]?.externalId ?? '' }
    },
    written: (method) => calls.filter((call) => call.method === method),
    jobs: async () =>
      (
        await shops.backDoor.query<{ key: string; runAt: Date }>(
          `select key, run_at as "runAt" from graphile_worker._private_jobs where payload ->> 'tenantId' = $1 and key like 'push-changes %' order by id`,
          [shop.id],
        )
      ).rows,
  }
  return linked
}
