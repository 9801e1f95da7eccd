// A list of customers as a CSV file, written while it is read: a page is held at a time, however many there are.
import 'server-only'
import type { ContactChannel, Customer, HandleKind, Page } from '@/lib/customers/customer'
import type { CustomerFilter, CustomerListRequest, CustomerStore } from '@/lib/customers/customer-store'
import { csvLine, neutralise } from '@/lib/customers/import/csv-cell'
import { valueCell } from '@/lib/customers/import/field-cell'
import type { Delimiter } from '@/lib/customers/import/delimiter'
import { ownColumnHeader } from '@/lib/customers/import/guess-columns'
import { mostColumns } from '@/lib/customers/import/import-settings'
import { writeList } from '@/lib/customers/import/value-formats'
import type { UseCase } from '@/lib/customers/use-case'
import { ToldIds } from './told-ids'

export const exportColumns = [
  'id',
  'firstName',
  'lastName',
  'phone',
  'phones',
  'email',
  'emails',
  'reference',
  'language',
  'preferredChannel',
  'segment',
  'tags',
  'consentSms',
  'consentWhatsapp',
  'consentEmail',
  'consentPhone',
  'orders',
  'spent',
  'average',
  'lastOrder',
  'lastContact',
  'created',
  'updated',
] as const
export type ExportColumn = (typeof exportColumns)[number]

export interface ExportWords {
  header(column: ExportColumn): string
  segment(segment: string): string
  channel(channel: ContactChannel): string
  yes: string
  no: string
}

type Consents = Partial<Record<ContactChannel, boolean>>

const pageOf = 200
/** With the product's own columns as many as an import takes. */
const mostKeys = mostColumns - exportColumns.length
/** Milliseconds that the clocks of the app and of the database may differ. */
const slack = 60_000

/**
 * The list in its order, UTF-8 with its mark, by which French Excel knows it. Whoever changes meanwhile may change place in
 * that order: nobody is told twice, and who was passed over comes at the end. Who exports what is in the audit log before the
 * first byte, how many at the end.
 */
export async function* exportCustomers(
  { store, shop, clock }: UseCase,
  request: ListOrder,
  { delimiter, words }: { delimiter: Delimiter; words: ExportWords },
): AsyncGenerator<Buffer> {
  const keys = await store.metadataKeys(mostKeys)
  const { ids } = request.filter
  const view = JSON.stringify(ids === undefined ? request.filter : { ids: ids.length })
  const audit = (action: string, customers: number | null) =>
    store.write((tx) => tx.audit(action, 'shop', shop.id, { view, ...(customers === null ? {} : { customers }) }))
  await audit('customers.export', null)
  let customers = 0
  try {
    const dayOf = dayIn(shop.timezone)
    const line = (cells: string[]) => csvLine(cells.map(neutralise), delimiter)
    yield Buffer.from(`\uFEFF${line([...exportColumns.map((column) => words.header(column)), ...keys.map(ownColumnHeader)])}`)
    for (const filter of inPages(request.filter))
      for await (const page of everybodyOnce(store, { ...request, filter }, clock().getTime() - slack)) {
        const consents = await store.currentConsents(page.map(({ id }) => id))
        customers += page.length
        yield Buffer.from(
          page.map((customer) => line(rowOf(customer, consents.get(customer.id) ?? {}, { keys, words, dayOf }))).join(''),
        )
      }
  } finally {
    await audit('customers.export-end', customers)
  }
}

type ListOrder = Pick<CustomerListRequest, 'filter' | 'sort' | 'direction'>

async function* pagesOf(store: CustomerStore, order: ListOrder): AsyncGenerator<Customer[]> {
  for (let cursor: string | null = null, more = true; more;) {
    const { data, nextCursor }: Page<Customer> = await store.list({ ...order, cursor, limit: pageOf })
    if (data.length > 0) yield data
    cursor = nextCursor
    more = cursor !== null
  }
}

/** What any order goes by changes only together with `updatedAt`: who has not changed since `began` stands where he stood. */
async function* everybodyOnce(store: CustomerStore, order: ListOrder, began: number): AsyncGenerator<Customer[]> {
  const told = new ToldIds()
  const isRecent = ({ updatedAt }: Customer): boolean => updatedAt.getTime() >= began
  const fresh = (page: Customer[]): Customer[] => {
    const news = new Set(told.without(page.filter(isRecent).map(({ id }) => id)))
    const one = page.filter((customer) => !isRecent(customer) || news.has(customer.id))
    told.add(one.map(({ id }) => id))
    return one
  }
  for await (const page of pagesOf(store, order)) {
    const one = fresh(page)
    if (one.length > 0) yield one
  }
  for await (const page of pagesOf(store, { filter: order.filter, sort: 'updated', direction: 'desc' })) {
    const recent = page.filter(isRecent)
    const missed = fresh(recent)
    if (missed.length > 0) yield missed
    if (recent.length < page.length) return
  }
}

interface RowContext {
  keys: readonly string[]
  words: ExportWords
  dayOf: (date: Date | null) => string
}

/** Customers by id a page's worth at a time: all of them in every page's statement would cost their square. */
function inPages(filter: CustomerFilter): CustomerFilter[] {
  const { ids } = filter
  if (ids === undefined) return [filter]
  return Array.from({ length: Math.ceil(ids.length / pageOf) }, (_, at) => ({
    ...filter,
    ids: ids.slice(at * pageOf, (at + 1) * pageOf),
  }))
}

function rowOf(customer: Customer, consents: Consents, { keys, words, dayOf }: RowContext): string[] {
  const others = (kind: HandleKind, primary: string | null) =>
    customer.handles.filter((handle) => handle.kind === kind && handle.value !== primary).map(({ value }) => value)
  const answer = (channel: ContactChannel) => {
    const granted = consents[channel]
    return granted === undefined ? '' : granted ? words.yes : words.no
  }
  const cells: Record<ExportColumn, string> = {
    id: customer.id,
    firstName: customer.firstName ?? '',
    lastName: customer.lastName ?? '',
    phone: customer.phone ?? '',
    phones: others('phone', customer.phone).join(', '),
    email: customer.email ?? '',
    emails: others('email', customer.email).join(', '),
    reference: others('reference', null)[0] ?? '',
    language: customer.language,
    preferredChannel: customer.preferredChannel === null ? '' : words.channel(customer.preferredChannel),
    segment: customer.segment === null ? '' : words.segment(customer.segment),
    tags: writeList(customer.tags),
    consentSms: answer('sms'),
    consentWhatsapp: answer('whatsapp'),
    consentEmail: answer('email'),
    consentPhone: answer('phone'),
    orders: String(customer.totalOrders),
    spent: valueCell(customer.totalSpent),
    average: valueCell(customer.averageOrderValue),
    lastOrder: dayOf(customer.lastOrderAt),
    lastContact: dayOf(customer.lastContactAt),
    created: dayOf(customer.createdAt),
    updated: dayOf(customer.updatedAt),
  }
  return [...exportColumns.map((column) => cells[column]), ...keys.map((key) => valueCell(customer.metadata[key]))]
}

/** A day of the shop's calendar in ISO 8601: every spreadsheet reads it, in whatever language. */
function dayIn(timeZone: string): (date: Date | null) => string {
  const format = new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short' })
  return (date) => (date === null ? '' : format.format(date))
}
