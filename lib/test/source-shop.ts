// A shop with a web shop as its source, for tests of what comes in: the mock stands for it.
import type pg from 'pg'
import { mockOrderDoor } from '@/lib/crm/contract/mock-order-door'
import type { OrderBackDoor } from '@/lib/crm/contract/world'
import { MockCustomers } from '@/lib/crm/vendors/mock/adapter'
import { type MockTenant, mockTenant } from '@/lib/crm/vendors/mock/mock-tenant'
import type { CustomerSystem } from '@/lib/customers/customer-system'
import type { Shop, UseCase } from '@/lib/customers/use-case'
import { type ConnectionRole, createConnection } from '@/lib/db/connection-repo'
import { receiveFromSource } from '@/lib/db/source-stream-repo'
import { newId } from '@/lib/shared/ids'
import { personOfCustomer } from '@/lib/sync/remote-person'
import { pullSourceJob } from '@/lib/server/pull-source-job'
import { staff, type TestShops } from './shops'

export interface LinkLine {
  customerId: string
  externalId: string
  kind: string
  base: unknown
  evidence: unknown
}

export interface SourceShop {
  shop: Shop
  useCase: UseCase
  connectionId: string
  remote: MockCustomers
  memory: MockTenant
  orders: OrderBackDoor
  /** The job, once or until nothing more is due. @param system in place of the mock itself */
  pull(system?: CustomerSystem): Promise<void>
  /** What one event of these orders would do: they are read and received. */
  receive(...orderIds: string[]): Promise<void>
  /** The same of customers' records. */
  receivePeople(...ids: string[]): Promise<void>
  links(): Promise<LinkLine[]>
  /** Live customers of the shop, oldest first. */
  customers(): Promise<
    { id: string; firstName: string | null; lastName: string | null; orderCount: number; spentMinor: number }[]
  >
  rows<R extends pg.QueryResultRow>(text: string): Promise<R[]>
  streams(): Promise<
    { stream: string; done: number; pages: number; cursor: string | null; isFinished: boolean; error: string | null }[]
  >
}

export async function openSourceShop(
  shops: TestShops,
  { role = 'source', shop: given, remoteId = newId() }: { role?: ConnectionRole; shop?: Shop; remoteId?: string } = {},
): Promise<SourceShop> {
  const shop = given ?? (await shops.create())
  const { id: connectionId } = await createConnection(shop, staff, {
    vendor: 'mock',
    role,
    label: null,
    credentials: {},
    settings: {},
    bringsIn: true,
  })
  const remote = new MockCustomers({ tenantId: remoteId })
  const memory = mockTenant(remoteId, { region: 'FR', currency: 'EUR', locale: 'fr' })
  const rows = async <R extends pg.QueryResultRow>(text: string): Promise<R[]> =>
    (await shops.backDoor.query<R>(text, [shop.id])).rows
  return {
    shop,
    useCase: shops.useCase(shop),
    connectionId,
    remote,
    memory,
    orders: mockOrderDoor(memory),
    pull: (system = remote) => pullSourceJob({ tenantId: shop.id, connectionId }, null, () => Promise.resolve(system)),
    receive: async (...orderIds) => {
      const read = await Promise.all(orderIds.map(async (id) => ({ id, order: await remote.getOrder(id) })))
      await receiveFromSource(shop, connectionId, {
        people: [],
        gonePeople: [],
        orders: read.flatMap(({ order }) => order ?? []),
        goneOrders: read.flatMap(({ id, order }) => (order === null ? [id] : [])),
      })
    },
    receivePeople: async (...ids) => {
      const read = await Promise.all(
        ids.map(async (id) => ({ record: await remote.getCustomer(id), preferences: await remote.getPreferences(id) })),
      )
      const people = read.flatMap(({ record, preferences }) =>
        record === null ? [] : [personOfCustomer(record, preferences.optIn)],
      )
      await receiveFromSource(shop, connectionId, { people, gonePeople: [], orders: [], goneOrders: [] })
    },
    links: () =>
      rows<LinkLine>(
        `select "customerId", "externalId", kind, base, evidence from "ExternalLink" where "tenantId" = $1 order by "createdAt", id`,
      ),
    customers: () =>
      rows(
        `select id, "firstName", "lastName", "orderCount", "spentMinor" from "Customer"
         where "tenantId" = $1 and "deletedAt" is null order by "createdAt", id`,
      ),
    rows,
    streams: () =>
      rows(
        `select stream, done, pages, cursor, "finishedAt" is not null as "isFinished", error from "SourceStream"
         where "tenantId" = $1 order by stream`,
      ),
  }
}
