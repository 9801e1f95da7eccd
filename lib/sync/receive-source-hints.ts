// What a linked system says happened to orders, and to people whom nobody here has yet. Each hint is only a reason to look.
import type { CustomerSystem } from '@/lib/customers/customer-system'
import type { RemoteOrder } from '@/lib/customers/remote-order'
import type { RemoteHint } from './crm-event-store'
import { personOf } from './pull-source'
import type { RemotePerson } from './remote-person'

export interface SourceEventStore {
  /** Whether customers are brought in from this link at all. */
  isRead(): Promise<boolean>
  receive(page: { people: RemotePerson[]; gonePeople: string[]; orders: RemoteOrder[]; goneOrders: string[] }): Promise<void>
}

interface SourceHints {
  system: () => Promise<CustomerSystem>
  store: SourceEventStore
}

const idsOf = (hints: readonly RemoteHint[], kind: RemoteHint['kind']): string[] => [
  ...new Set(hints.filter((hint) => hint.kind === kind).map(({ externalId }) => externalId)),
]

/** Throws what the system throws when it cannot be asked. What was received before is recognised and not written again. */
export async function receiveSourceHints({ system: open, store }: SourceHints, hints: RemoteHint[]): Promise<void> {
  const orderIds = idsOf(hints, 'order')
  const peopleIds = idsOf(hints, 'upsert')
  const wantsPeople = peopleIds.length > 0 && (await store.isRead())
  if (orderIds.length === 0 && !wantsPeople) return
  const system = await open()
  const people: RemotePerson[] = []
  for (const id of wantsPeople ? peopleIds : []) {
    const person = await personOf(system, { customer: await system.getCustomer(id) })
    // Somebody with a name alone may be one whom we make over there at this moment: the next pull knows.
    if (person !== null && person.emails.length + person.phones.length > 0) people.push(person)
  }
  const orders: RemoteOrder[] = []
  const goneOrders: string[] = []
  for (const id of system.capabilities.orders ? orderIds : []) {
    const order = await system.getOrder(id)
    if (order === null) goneOrders.push(id)
    else orders.push(order)
  }
  if (people.length + orders.length + goneOrders.length > 0) await store.receive({ people, gonePeople: [], orders, goneOrders })
}
