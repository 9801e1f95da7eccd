// What changed in an org since a cursor: rows by their system stamp, deleted and merged ones among them, then purged ones.
// https://developer.salesforce.com/docs/platform/api-rest/guide/resources-getdeleted.html
import { createHash } from 'node:crypto'
import { z } from 'zod'
import type { CustomerChange } from '@/lib/customers/customer-system'
import { CrmError } from '@/lib/shared/errors'
import type { SalesforceAccount } from './account'
import { readCursor, writeCursor } from './cursor'
import { contactColumns, fromSalesforceContact } from './mapper'
import type { SalesforceRecord } from './schema'
import { all, any, compare } from './soql'

/** Milliseconds that are looked at again: rows are committed out of the order of their stamps. */
const overlap = 5 * 60_000
const pageSize = 200
/** Rows inside the overlap that are remembered as told; beyond it some are told twice for a few minutes, which harms nobody. */
const mostTold = 1_000

const millis = z.int().min(0)
/** `from`: where the next walk begins. `at`: the org's clock when this walk began. `told`: id, stamp and digest of its rows. */
const cursorSchema = z.strictObject({
  from: millis,
  at: millis.nullable(),
  after: z.tuple([millis, z.string().regex(/^[A-Za-z0-9]{18}$/)]).nullable(),
  told: z.array(z.tuple([z.string(), millis, z.string()])),
})
type Cursor = z.output<typeof cursorSchema>

export interface Changes {
  changes: CustomerChange[]
  cursor: string
  hasMore: boolean
}

const gone = 'gone'

/** Stamps have whole seconds: a second change within one is told apart by what the row holds. */
const digestOf = ({ attributes: _attributes, ...values }: SalesforceRecord): string =>
  values.IsDeleted === true ? gone : createHash('sha256').update(JSON.stringify(values)).digest('base64url').slice(0, 8)

/** At most a page. Throws `invalid` (path `cursor`), also when deletions since then are no longer known. */
export async function changesSince(account: SalesforceAccount, given: string | null): Promise<Changes> {
  const cursor: Cursor = given === null ? { from: 0, at: null, after: null, told: [] } : readCursor(given, cursorSchema)
  return account.withFields(async (context) => {
    const { from, after } = cursor
    const since = compare('SystemModstamp', '>=', new Date(from))
    const [stamp, id] = after ?? [from, '']
    const beyond =
      after === null
        ? since
        : any(
            compare('SystemModstamp', '>', new Date(stamp)),
            all(compare('SystemModstamp', '=', new Date(stamp)), compare('Id', '>', id)),
          )
    const asked = {
      fields: [...contactColumns(context), 'IsDeleted', 'MasterRecordId'],
      from: 'Contact',
      where: beyond,
      orderBy: ['SystemModstamp', 'Id'],
      limit: pageSize,
    }
    const { records, at } = await account.client.query(asked, true)
    const told = new Map(cursor.told.map(([row, , digest]) => [row, digest]))
    const fresh = records.filter((record) => told.get(record.Id) !== digestOf(record))
    const changes = fresh.map((record): CustomerChange => {
      const isGone = record.IsDeleted === true
      const customer = isGone ? null : fromSalesforceContact(record, context)
      return { kind: isGone ? 'delete' : 'upsert', id: record.Id, customer, at: record.SystemModstamp }
    })
    const memory = merged(
      cursor.told,
      records.map((record) => [record.Id, record.SystemModstamp.getTime(), digestOf(record)]),
    )
    const last = records.at(-1)
    const began = cursor.at ?? at
    if (last !== undefined && records.length === pageSize)
      return {
        changes,
        cursor: writeCursor({
          ...cursor,
          at: began,
          after: [last.SystemModstamp.getTime(), last.Id],
          told: pruned(memory, began - overlap),
        }),
        hasMore: true,
      }
    const purged =
      given === null ? [] : await purgedSince(account, cursor, began, new Map(memory.map(([row, , digest]) => [row, digest])))
    const next = Math.max(from, began - overlap)
    const whole = merged(
      memory,
      purged.map(({ id: row, at: when }) => [row, when.getTime(), gone]),
    )
    return {
      changes: [...changes, ...purged],
      cursor: writeCursor({ from: next, at: null, after: null, told: pruned(whole, next) }),
      hasMore: false,
    }
  })
}

/** Deletions that the recycle bin no longer shows. A consumer that starts knows nobody, so it is not told any. */
async function purgedSince(
  account: SalesforceAccount,
  { from }: Cursor,
  now: number,
  told: Map<string, string>,
): Promise<CustomerChange[]> {
  if (from === 0) return []
  const { gone: rows, earliest } = await account.client.deleted(
    'Contact',
    new Date(Math.min(from, now - overlap)),
    new Date(now + 60_000),
  )
  if (earliest.getTime() > from)
    throw new CrmError('invalid', 'Deletions since this cursor are no longer known: begin anew', {
      issues: [{ path: ['cursor'], reason: 'cursor' }],
    })
  return rows.flatMap(({ id, at }) => (told.get(id) === gone ? [] : [{ kind: 'delete' as const, id, customer: null, at }]))
}

type Told = Cursor['told']

const merged = (told: Told, fresh: Told): Told => [...new Map([...told, ...fresh].map((entry) => [entry[0], entry])).values()]

/** Only what the next walk will look at again, the newest ones when they are too many. */
const pruned = (told: Told, from: number): Told =>
  told
    .filter(([, at]) => at >= from)
    .sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))
    .slice(0, mostTold)
