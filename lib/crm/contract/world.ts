// What a vendor's test brings to the contract: its system on fresh state, and a back door that does not go through it.
import type { ContactChannel, NewOrder, OrderStatus } from '@/lib/customers/customer'
import type { Capabilities, CustomerSystem } from '@/lib/customers/customer-system'
import type { Money } from '@/lib/shared/money'

/** A customer as really stored. */
export interface KeptCustomer {
  firstName: string | null
  lastName: string | null
  /** E.164 and lower-case, as found under any handle that is primary. */
  phone: string | null
  email: string | null
  preferredChannel: string | null
  language: string
  segment: string | null
  tags: string[]
  metadata: Record<string, unknown>
  deleted: boolean
  notes: string[]
  activities: string[]
  consents: { channel: ContactChannel; state: string; source: string }[]
}

export type SeededBuyer =
  | { kind: 'registered'; customerId: string }
  | { kind: 'guest'; firstName: string | null; lastName: string | null; email: string | null; phone: string | null }

/** An order as it happens in the shop behind the system. Without a buyer: a sale at the till. */
export interface SeededOrder {
  name?: string
  status: OrderStatus
  total: Money
  refunded?: Money
  placedAt: Date
  buyer: SeededBuyer | null
}

/** What happens to orders in the shop behind the system; ids are the system's. */
export interface OrderBackDoor {
  add(order: SeededOrder): Promise<string>
  change(id: string, patch: Partial<Pick<SeededOrder, 'status' | 'refunded'>>): Promise<void>
  remove(id: string): Promise<void>
  /** Makes orders without a buyer that all changed at the same moment; ids in no order. */
  seedAlike(count: number): Promise<string[]>
}

/** Looks into the fake server, the memory or the database itself, so that the system does not testify about itself. */
export interface BackDoor {
  read(id: string): Promise<KeptCustomer | null>
  /** Customers that are not deleted. */
  countLive(): Promise<number>
  /** A field that the port does not know, set by somebody else. */
  setForeignField(id: string, key: string, value: string): Promise<void>
  /** Makes customers that all changed at the same moment; ids in no order. */
  seedAlike(count: number): Promise<string[]>
  addOrder(customerId: string, order: NewOrder): Promise<void>
  /** Needed where the capability `orders` is declared. */
  orders?: OrderBackDoor
  /** From now on the system behind the adapter fails at every call. */
  breakDown(): Promise<void>
}

export interface HttpFault {
  /** HTTP status, or a connection that breaks or stays silent. */
  answer: number | 'broken' | 'silent'
  headers?: Record<string, string>
  body?: string
}

/** For a system reached over HTTP. */
export interface HttpTransport {
  /** The next `times` requests are answered so. */
  fail(fault: HttpFault, times: number): void
  /** The access token is refused from now on; `refreshable` says whether a new one is given. */
  expireToken(refreshable: boolean): void
  requests(): number
  refreshes(): number
  /** Values that no error and no log line may contain. */
  secrets(): string[]
  /** Everything logged so far. */
  logged(): string
}

export interface ContractWorld<T extends HttpTransport | null = HttpTransport | null> {
  system: CustomerSystem
  /** The same kind of system for another tenant of the same installation. */
  stranger: CustomerSystem
  backDoor: BackDoor
  transport: T
  close(): Promise<void>
}

/** `transport` says which cases run: over HTTP the world must bring its transport, or it does not compile. */
export type WorldMaker =
  | { capabilities: Capabilities; transport: 'in-process'; make(): Promise<ContractWorld<null>> }
  | { capabilities: Capabilities; transport: 'http'; make(): Promise<ContractWorld<HttpTransport>> }
