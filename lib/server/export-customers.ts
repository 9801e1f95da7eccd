// A list of customers as a CSV file, written while it is read: a page is held at a time, however many there are.
import 'server-only'
import type { ContactChannel, Customer, HandleKind } from '@/lib/customers/customer'
import type { CustomerFilter, CustomerListRequest } from '@/lib/customers/customer-store'
import { csvLine, neutralise } from '@/lib/customers/import/csv-cell'
import { valueCell } from '@/lib/customers/import/field-cell'
import type { Delimiter } from '@/lib/customers/import/delimiter'
import { ownColumnHeader } from '@/lib/customers/import/guess-columns'
import { writeList } from '@/lib/customers/import/value-formats'
import type { UseCase } from '@/lib/customers/use-case'

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
  'lastOrder',
  'lastContact',
  'created',
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
const mostKeys = 100

/**
 * UTF-8 with its mark, by which French Excel knows it. The order is that of the customers' making: one who writes to the shop
 * meanwhile is neither left out nor told twice. Who exports what is in the audit log before the first byte, how many at the end.
 */
export async function* exportCustomers(
  { store, shop }: UseCase,
  request: Pick<CustomerListRequest, 'filter'>,
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
    const line = (cells: string[]) => csvLine(cells.map(neutralise), delimiter)
    let text = `\uFEFF${line([...exportColumns.map((column) => words.header(column)), ...keys.map(ownColumnHeader)])}`
    for (const filter of inPages(request.filter))
      for (let cursor: string | null = null, more = true; more;) {
        const page = await store.list({ filter, sort: 'created', direction: 'asc', cursor, limit: pageOf })
        const consents = await store.currentConsents(page.data.map(({ id }) => id))
        for (const customer of page.data) text += line(rowOf(customer, consents.get(customer.id) ?? {}, keys, words))
        customers += page.data.length
        yield Buffer.from(text)
        text = ''
        cursor = page.nextCursor
        more = cursor !== null
      }
  } finally {
    await audit('customers.export-end', customers)
  }
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

function rowOf(customer: Customer, consents: Consents, keys: readonly string[], words: ExportWords): string[] {
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
    lastOrder: dayOf(customer.lastOrderAt),
    lastContact: dayOf(customer.lastContactAt),
    created: dayOf(customer.createdAt),
  }
  return [...exportColumns.map((column) => cells[column]), ...keys.map((key) => valueCell(customer.metadata[key]))]
}

/** ISO 8601: every spreadsheet reads it, in whatever language. */
const dayOf = (date: Date | null): string => date?.toISOString().slice(0, 10) ?? ''
