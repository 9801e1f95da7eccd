// One shop's memory: customers, orders, fields of its own, events, jobs. Times are whole seconds, as Shopify writes them.
import { createHash } from 'node:crypto'

export interface FakeConsent {
  state: string
  level: string | null
  at: number | null
}
export interface FakeCustomer {
  id: string
  firstName: string | null
  lastName: string | null
  email: string | null
  phone: string | null
  locale: string
  note: string | null
  tags: string[]
  createdAt: number
  updatedAt: number
  deletedAt: number | null
  emailConsent: FakeConsent
  smsConsent: FakeConsent
  whatsappConsent: FakeConsent
  metafields: Map<string, { type: string; value: string }>
}
export interface FakeOrder {
  id: string
  name: string
  test: boolean
  customerId: string | null
  email: string | null
  phone: string | null
  firstName: string | null
  lastName: string | null
  processedAt: number
  updatedAt: number
  cancelledAt: number | null
  financial: string | null
  fulfillment: string
  /** Decimal text. */
  total: string
  refunded: string
  currency: string
}
export interface FakeDefinition {
  namespace: string
  key: string
  name: string
  type: string
  validations: { name: string; value: string | null }[]
}
export interface FakeMerge {
  id: string
  keptId: string
  goneId: string
  doneAt: number
  override: Record<string, unknown>
  status: 'IN_PROGRESS' | 'COMPLETED' | 'FAILED'
}
export interface FakeBulk {
  id: string
  query: string
  doneAt: number
  lines: string[] | null
  file?: Buffer
  status: string | null
}

export interface ShopOptions {
  nextId(): string
  /** Milliseconds for which the search does not see a change. */
  searchLag: number
  /** Milliseconds that a merge and a bulk operation take. */
  mergeTakes: number
  bulkTakes: number
  /** Where the file of a bulk operation is said to be. */
  fileUrl(domain: string, bulkId: string): string
}

const never: FakeConsent = { state: 'NEVER_SUBSCRIBED', level: null, at: null }

export class FakeShop {
  readonly domain: string
  readonly options: ShopOptions
  currency = 'EUR'
  readonly customers = new Map<string, FakeCustomer>()
  readonly orders = new Map<string, FakeOrder>()
  readonly definitions = new Map<string, FakeDefinition>()
  readonly events: { id: string; action: string; subjectId: string; subjectType: string; createdAt: number }[] = []
  readonly merges = new Map<string, FakeMerge>()
  readonly bulks = new Map<string, FakeBulk>()
  /** Why a merge is refused, if it is. */
  refusesMerge: string | null = null
  /** Whether a merge fails after it was taken. */
  failsMerge = false
  /** Fields of people are hidden, with an error, from the app. */
  hidesPeople = false
  #clock = 0

  constructor(domain: string, options: ShopOptions) {
    this.domain = domain
    this.options = options
  }

  /** A moment later than any before. */
  tick(): number {
    this.#clock = Math.max(Math.floor(Date.now() / 1000) * 1000, this.#clock + 1000)
    return this.#clock
  }

  addCustomer(given: Partial<FakeCustomer>, at = this.tick()): FakeCustomer {
    const customer: FakeCustomer = {
      id: this.options.nextId(),
      firstName: null,
      lastName: null,
      email: null,
      phone: null,
      locale: 'fr',
      note: null,
      tags: [],
      createdAt: at,
      updatedAt: at,
      deletedAt: null,
      emailConsent: { ...never, state: 'NOT_SUBSCRIBED' },
      smsConsent: never,
      whatsappConsent: never,
      metafields: new Map(),
      ...given,
    }
    this.customers.set(customer.id, customer)
    return customer
  }

  live(id: string): FakeCustomer | null {
    this.settle()
    const customer = this.customers.get(id)
    return customer === undefined || customer.deletedAt !== null ? null : customer
  }

  allLive(): FakeCustomer[] {
    this.settle()
    return [...this.customers.values()].filter(({ deletedAt }) => deletedAt === null)
  }

  touch(customer: FakeCustomer): void {
    customer.updatedAt = this.tick()
  }

  ordersOf(customerId: string): FakeOrder[] {
    return [...this.orders.values()].filter((order) => order.customerId === customerId)
  }

  addOrder(given: Partial<FakeOrder>, at = this.tick()): FakeOrder {
    const id = this.options.nextId()
    const order: FakeOrder = {
      id,
      name: `#${1001 + this.orders.size}`,
      test: false,
      customerId: null,
      email: null,
      phone: null,
      firstName: null,
      lastName: null,
      processedAt: at,
      updatedAt: at,
      cancelledAt: null,
      financial: 'PAID',
      fulfillment: 'UNFULFILLED',
      total: '10.00',
      refunded: '0.00',
      currency: this.currency,
      ...given,
    }
    this.orders.set(order.id, order)
    return order
  }

  remove(customer: FakeCustomer): void {
    customer.deletedAt = this.tick()
    this.events.push({ id: this.options.nextId(), action: 'destroy', subjectId: `gid://shopify/Customer/${customer.id}`, subjectType: 'CUSTOMER', createdAt: customer.deletedAt })
  }

  /** Does what is due of what takes its time. */
  settle(): void {
    for (const merge of this.merges.values()) if (merge.status === 'IN_PROGRESS' && merge.doneAt <= Date.now()) this.#merge(merge)
  }

  /** What the rules and the overrides of the published documentation say; further fields of the one who goes are lost. */
  #merge(merge: FakeMerge): void {
    const [kept, gone] = [this.customers.get(merge.keptId), this.customers.get(merge.goneId)]
    if (this.failsMerge || kept === undefined || gone === undefined) {
      merge.status = 'FAILED'
      return
    }
    const of = (name: string): FakeCustomer => (merge.override[name] === `gid://shopify/Customer/${gone.id}` ? gone : kept)
    kept.firstName = of('customerIdOfFirstNameToKeep').firstName
    kept.lastName = of('customerIdOfLastNameToKeep').lastName
    const number = of('customerIdOfPhoneNumberToKeep')
    if (number === gone) Object.assign(kept, { smsConsent: gone.smsConsent, whatsappConsent: gone.whatsappConsent })
    kept.phone = number.phone ?? kept.phone
    const { tags, note } = merge.override
    kept.tags = Array.isArray(tags) ? tags.map(String) : [...new Set([...kept.tags, ...gone.tags])]
    kept.note = typeof note === 'string' ? note : ([kept.note, gone.note].filter((text) => text !== null && text !== '').join('\n') || null)
    for (const order of this.ordersOf(gone.id)) order.customerId = kept.id
    this.remove(gone)
    gone.metafields.clear()
    this.touch(kept)
    merge.status = 'COMPLETED'
  }
}

export const digestOf = (value: string): string => createHash('sha256').update(value).digest('hex')
export const iso = (at: number): string => new Date(at).toISOString().replace('.000Z', 'Z')
