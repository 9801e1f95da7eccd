// One shop of the fake: its accounts, orders, webhooks and keys, with the rules that WordPress and WooCommerce apply to them.
import { randomBytes } from 'node:crypto'

export type Address = Record<'first_name' | 'last_name' | 'company' | 'address_1' | 'address_2' | 'city' | 'postcode' | 'country' | 'state' | 'phone', string>
export interface MetaRow {
  id: number
  key: string
  value: unknown
}

export interface FakeCustomer {
  id: number
  email: string
  first_name: string
  last_name: string
  role: string
  username: string
  displayName: string
  billing: Address & { email: string }
  shipping: Address
  meta: MetaRow[]
  createdAt: number
  /** Null for a user that WooCommerce never saved. */
  modifiedAt: number | null
}

export interface FakeOrder {
  id: number
  number: string
  status: string
  currency: string
  /** In major units, with a point. */
  total: string
  customer_id: number
  billing: Address & { email: string }
  shipping: Address
  refunds: { id: number; reason: string; total: string }[]
  meta: MetaRow[]
  createdAt: number
  modifiedAt: number
  paidAt: number | null
}

export interface FakeWebhook {
  id: number
  name: string
  status: 'active' | 'paused' | 'disabled'
  topic: string
  deliveryUrl: string
  secret: string
  failures: number
  createdAt: number
  modifiedAt: number
}

export interface FakeKey {
  secret: string
  permissions: 'read' | 'write' | 'read_write'
  /** The WordPress user that the key acts as. */
  user: 'manager' | 'demoted'
  nonces: Set<string>
}

export class Refusal extends Error {
  readonly status: number
  readonly body: { code: string; message: string; data: Record<string, unknown> }
  constructor(status: number, code: string, message: string, data: Record<string, unknown> = {}) {
    super(message)
    this.status = status
    this.body = { code, message, data: { status, ...data } }
  }
}

export const emptyAddress = (): Address => ({
  ...{ first_name: '', last_name: '', company: '', address_1: '', address_2: '', city: '', postcode: '', country: '', state: '', phone: '' },
})

export const roles = ['administrator', 'editor', 'author', 'contributor', 'subscriber', 'customer', 'shop_manager']

/** https://developer.wordpress.org/reference/functions/is_email, as far as it matters. */
export const isEmail = (text: string): boolean => /^[a-zA-Z0-9!#$%&'*+/=?^_`{|}~.-]+@[a-zA-Z0-9-]+(\.[a-zA-Z0-9-]+)+$/.test(text) && !text.includes('..')

/** sanitize_text_field(): no tags, no line breaks, single spaces. */
export const cleaned = (value: unknown): string => String(value).replace(/<[^>]*>/g, '').replace(/\s+/g, ' ').trim()

/** A number in the base of the site's zone; a second is the smallest. */
const twoHours = 2 * 60 * 60_000
export const gmt = (at: number | null): string | null => (at === null ? null : new Date(Math.floor(at / 1000) * 1000).toISOString().slice(0, 19))
export const local = (at: number | null): string | null => (at === null ? null : gmt(at + twoHours))
export const siteOffset = twoHours

let sequence = 24
/** Of all shops: no id of one means anything in another. */
export const nextId = (): number => (sequence += 1)

export class FakeShop {
  readonly name: string
  /** Path of a WordPress in a folder: empty, or `/blog`. */
  readonly path: string
  readonly customers = new Map<number, FakeCustomer>()
  /** Accounts that were deleted, for whoever looks. */
  readonly graves = new Map<number, FakeCustomer>()
  readonly orders = new Map<number, FakeOrder>()
  readonly webhooks = new Map<number, FakeWebhook>()
  readonly keys = new Map<string, FakeKey>()
  /** "New account" mails that went out. */
  mails = 0
  generatesUsername = true
  generatesPassword = true
  /** What the shop shows of an amount. */
  priceDecimals = 2
  now: () => number = () => Date.now()
  /** Told of what happened: the webhooks listen. */
  onEvent: (topic: string, resource: unknown) => void = () => undefined

  constructor(name: string, path: string) {
    this.name = name
    this.path = path
  }

  issueKey(permissions: FakeKey['permissions'] = 'read_write', user: FakeKey['user'] = 'manager'): { key: string; secret: string } {
    const [key, secret] = [`ck_${randomBytes(20).toString('hex')}`, `cs_${randomBytes(20).toString('hex')}`]
    this.keys.set(key, { secret, permissions, user, nonces: new Set() })
    return { key, secret }
  }

  byEmail(email: string): FakeCustomer | undefined {
    return [...this.customers.values()].find((customer) => customer.email.toLowerCase() === email.toLowerCase())
  }

  /** As an account is made by hand in WordPress; what is given counts. */
  addCustomer(given: Partial<Omit<FakeCustomer, 'billing' | 'shipping'>> & { email: string; billing?: Partial<FakeCustomer['billing']>; shipping?: Partial<Address> }): FakeCustomer {
    const id = given.id ?? nextId()
    const at = this.now()
    const customer: FakeCustomer = {
      id,
      first_name: '',
      last_name: '',
      role: 'customer',
      username: given.email.split('@')[0] ?? '',
      displayName: given.email.split('@')[0] ?? '',
      meta: [],
      createdAt: at,
      modifiedAt: at,
      ...given,
      billing: { ...emptyAddress(), email: '', ...given.billing },
      shipping: { ...emptyAddress(), ...given.shipping },
    }
    this.customers.set(id, customer)
    return customer
  }

  addOrder(given: Partial<Omit<FakeOrder, 'billing' | 'shipping'>> & { billing?: Partial<FakeOrder['billing']> }): FakeOrder {
    const id = given.id ?? nextId()
    const at = this.now()
    const order: FakeOrder = {
      id,
      number: String(id),
      status: 'processing',
      currency: 'EUR',
      total: '0.00',
      customer_id: 0,
      refunds: [],
      meta: [],
      createdAt: at,
      modifiedAt: at,
      paidAt: at,
      ...given,
      billing: { ...emptyAddress(), email: '', ...given.billing },
      shipping: emptyAddress(),
    }
    this.orders.set(id, order)
    this.onEvent('order.created', order)
    return order
  }

  changeOrder(id: number, change: Partial<FakeOrder>): void {
    const order = this.orders.get(id)
    if (order === undefined) throw new Error('no such order')
    const topic = order.status === 'trash' && change.status !== undefined ? 'order.restored' : change.status === 'trash' ? 'order.deleted' : 'order.updated'
    Object.assign(order, { modifiedAt: this.now() }, change)
    this.onEvent(topic, order)
  }

  removeOrder(id: number): void {
    const order = this.orders.get(id)
    this.orders.delete(id)
    if (order !== undefined) this.onEvent('order.deleted', order)
  }

  removeCustomer(id: number): void {
    const customer = this.customers.get(id)
    if (customer === undefined) return
    this.customers.delete(id)
    this.graves.set(id, customer)
    // Only those of this role are told of.
    if (customer.role === 'customer') this.onEvent('customer.deleted', customer)
  }
}

/** WC_Data::update_meta_data(): by key it sets the first row and takes the others away; null takes the row away. */
export function writeMeta(meta: MetaRow[], key: string, value: unknown): void {
  const [kept] = meta.filter((row) => row.key === key)
  for (let at = meta.length - 1; at >= 0; at--) if (meta[at]?.key === key && meta[at] !== kept) meta.splice(at, 1)
  if (value === null) {
    if (kept !== undefined) meta.splice(meta.indexOf(kept), 1)
  } else if (kept !== undefined) kept.value = value
  else meta.push({ id: nextId(), key, value })
}
