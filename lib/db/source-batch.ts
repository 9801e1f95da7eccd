// A page of people and orders from a linked system takes effect: planned under locks and written with a handful of statements,
// in the caller's transaction.
import 'server-only'
import type { RemoteOrder } from '@/lib/customers/remote-order'
import { type PlannedPerson, planPerson } from '@/lib/sync/plan-people'
import { isByNumberAlone, personKey, personOfBuyer, type RemotePerson, saysConsent } from '@/lib/sync/remote-person'
import { notifyScreens } from './announce-many'
import { ChangedIdentities } from './changed-identities'
import { queueRefresh } from './changed-segments'
import { linkOfRecord, removeLink, syncActor } from './external-link-repo'
import { type AttributedOrder, cancelOrder, keepOrders, knownOrders, type OrderContext } from './order-batch'
import { linkedCustomers, readSourceDirectory, type SourceDirectory } from './source-directory'
import { type Here, type SourceContext, writePeople } from './source-people'

export interface SourcePage {
  /** Customers' records. */
  people: readonly RemotePerson[]
  orders: readonly RemoteOrder[]
  /** Ids of records and of orders that are not there any more. */
  gonePeople: readonly string[]
  goneOrders: readonly string[]
}

/** Customers who look otherwise than before; `people` are those who may be known by something new. */
export interface SourceOutcome {
  changed: string[]
  people: string[]
  /** People who were erased over there, and orders of nobody or of them. */
  skipped: number
}

/** So many changed customers are told one by one, to open screens and to the jobs that follow; more are told together. */
const mostNamed = 50

/** Unique violations are the caller's: somebody made one of these people at the same moment, and the page is planned anew. */
export async function receivePage(context: SourceContext, page: SourcePage): Promise<SourceOutcome> {
  const orderContext = orderContextOf(context)
  const orders = [...new Map(page.orders.map((order) => [order.externalId, order])).values()]
  const known = await knownOrders(
    orderContext,
    orders.map(({ externalId }) => externalId),
  )
  /** An order that stands here is whose it is, until its buyer is called otherwise over there. */
  const wantsBuyer = ({ externalId, buyer }: RemoteOrder): boolean =>
    buyer !== null && known.get(externalId)?.buyerId !== buyer.externalId
  const buyers = new Map<string, RemotePerson>()
  for (const { externalId, buyer } of orders.filter(wantsBuyer)) {
    const person = buyer === null ? null : personOfBuyer(buyer)
    if (person !== null) buyers.set(externalId, person)
  }
  const isRecord = new Set(page.people.map(personKey))
  const settled = await settledPeople(context, [...buyers.values()], page.people)
  const unsettled = [...buyers.values(), ...page.people].filter((person) => !settled.has(personKey(person)))
  const people = new Map(unsettled.map((person) => [personKey(person), person]))

  const planned = new Map<string, PlannedPerson>()
  if (people.size > 0) {
    const directory = await readSourceDirectory(context.sql, {
      tenantId: context.shop.id,
      connectionId: context.source.connectionId,
      people: [...people.values()],
      locale: context.shop.locale,
      consentSource: context.source.vendor,
    })
    for (const [key, person] of people) planned.set(key, plan(person, directory, !isRecord.has(key)))
  }
  const here = [...planned.values()].filter((one): one is Here => one.kind === 'here')
  await writePeople(context, here)
  await endLinks(context, page.gonePeople)

  const attributed = orders.flatMap((order): AttributedOrder[] => {
    const person = buyers.get(order.externalId)
    const key = person === undefined ? '' : personKey(person)
    const buyer = planned.get(key)
    const found = buyer?.kind === 'here' ? buyer.effect.customer.id : settled.get(key)
    const customerId = found ?? known.get(order.externalId)?.customerId
    return customerId === undefined ? [] : [{ order, customerId }]
  })
  const ordered = await keepOrders(orderContext, attributed, known)
  for (const externalId of page.goneOrders) ordered.push(...(await cancelOrder(orderContext, externalId, context.at)))

  const touched = here
    .filter(({ effect, link }) => effect.kind !== 'same' || link !== null)
    .map(({ effect }) => effect.customer.id)
  const changed = [...new Set([...touched, ...ordered])].sort()
  const erased = page.people.filter((person) => planned.get(personKey(person))?.kind === 'erased').length
  return { changed, people: touched, skipped: erased + orders.length - attributed.length }
}

const orderContextOf = ({ sql, shop, source }: SourceContext): OrderContext => ({
  sql,
  shop,
  actor: syncActor,
  source: source.orderSource,
  system: source.vendor,
  connectionId: source.connectionId,
})

/** For whom the link says it all: nothing new was said of them. Whose each of them is, by his key. */
async function settledPeople(
  { sql, source }: SourceContext,
  buyers: readonly RemotePerson[],
  records: readonly RemotePerson[],
): Promise<Map<string, string>> {
  const [buying, recorded] = [new Set(buyers.map(personKey)), new Set(records.map(personKey))]
  const alone = buyers.filter((person) => !isByNumberAlone(person) && !recorded.has(personKey(person)))
  const silent = records.filter((person) => !saysConsent(person) && !buying.has(personKey(person)))
  const ids = (people: readonly RemotePerson[]) => people.map(({ externalId }) => externalId)
  return new Map([
    ...(await linkedCustomers(sql, source.connectionId, ids(alone), 'buyer')),
    ...(await linkedCustomers(sql, source.connectionId, ids(silent), 'record')),
  ])
}

/** Nobody who was linked is taken away here: the record over there is not his any more. */
async function endLinks({ sql, shop, source }: SourceContext, externalIds: readonly string[]): Promise<void> {
  for (const externalId of externalIds) {
    const link = await linkOfRecord(sql, source.connectionId, externalId)
    if (link !== null) await removeLink(sql, shop.id, source.connectionId, link, 'gone')
  }
}

function plan(person: RemotePerson, directory: SourceDirectory, isBuying: boolean): PlannedPerson {
  const planned = planPerson(person, directory, isBuying)
  if (planned.kind === 'here' && planned.link !== null) directory.rememberLink(person.externalId, planned.effect.customer)
  return planned
}

/**
 * Who looks for duplicates, keeps segments and shows screens hears of the changed customers: each by himself, or, when they
 * are many, not yet (false): then `announceMany` is due at the end.
 */
export async function tellChanged({ sql, shop }: SourceContext, { changed, people }: SourceOutcome): Promise<boolean> {
  if (changed.length > mostNamed) return false
  if (changed.length === 0) return true
  const identities = new ChangedIdentities()
  identities.add(...people)
  await identities.write(sql, shop.id)
  await queueRefresh(sql, shop.id, changed)
  for (const customerId of changed) await notifyScreens(sql, { tenantId: shop.id, kind: 'activity', customerId })
  return true
}
