// What changed in an org since a cursor: rows by their system stamp, deleted and merged ones among them, then purged ones.
// https://developer.salesforce.com/docs/platform/api-rest/guide/resources-getdeleted.html
import { createHash } from 'node:crypto'
import { z } from 'zod'
import type { CustomerChange } from '@/lib/customers/customer-system'
import { CrmError } from '@/lib/shared/errors'
import type { SalesforceAccount } from './account'
import { readCursor, writeCursor } from './cursor'
import { contactColumns, fromSalesforceContact } from './mapper'
import { codeIn } from './refusal'
import type { SalesforceRecord } from './schema'
import { all, any, compare, type Select } from './soql'

/** Milliseconds that are looked at again: rows are committed out of the order of their stamps. */
const overlap = 5 * 60_000
/** Rows of one look: as many as one answer can hold, for the org counts requests and not rows. */
const pageSize = 2_000
/** Where rows are so long that such an answer is more than lib/crm/http.ts takes. */
const smallPage = 100
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
    const fields = [...contactColumns(context), 'IsDeleted']
    const asked = { fields, from: 'Contact', where: beyond, orderBy: ['SystemModstamp', 'Id'] }
    const { records, at, isWhole } = await page(account, asked)
    const told = new Map(cursor.told.map(([row, , digest]) => [row, digest]))
    const began = cursor.at ?? at
    // Only rows that the next walk looks at again, or this one looked at before, are compared: the others are many.
    const rows = records.map((record) => {
      const isNear = record.SystemModstamp.getTime() >= began - overlap || record.IsDeleted === true || told.has(record.Id)
      return { record, digest: isNear ? digestOf(record) : null }
    })
    const fresh = rows.filter(({ record, digest }) => digest === null || told.get(record.Id) !== digest)
    const changes = fresh.map(({ record }): CustomerChange => {
      const isGone = record.IsDeleted === true
      const customer = isGone ? null : fromSalesforceContact(record, context)
      return { kind: isGone ? 'delete' : 'upsert', id: record.Id, customer, at: record.SystemModstamp }
    })
    const memory = merged(
      cursor.told,
      rows.flatMap(({ record, digest }): Told => (digest === null ? [] : [[record.Id, record.SystemModstamp.getTime(), digest]])),
    )
    const last = records.at(-1)
    if (last !== undefined && !isWhole)
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

/** One answer of the org, whatever it puts into it; what follows is asked for by stamp and id, which no time spoils. */
async function page(account: SalesforceAccount, asked: Omit<Select, 'limit'>) {
  const look = async (limit: number) => {
    const { isWhole, ...rest } = await account.client.firstRows({ ...asked, limit })
    return { ...rest, isWhole: isWhole && rest.records.length < limit }
  }
  try {
    return await look(pageSize)
  } catch (error) {
    if (!(error instanceof CrmError) || error.code !== 'bad_response') throw error
    return look(smallPage)
  }
}

const deletionsUnknown = (cause?: unknown) =>
  new CrmError('invalid', 'Deletions since this cursor are no longer known: begin anew', {
    issues: [{ path: ['cursor'], reason: 'cursor' }],
    cause,
  })

/** Deletions that the recycle bin no longer shows. A consumer that starts knows nobody, so it is not told any. */
async function purgedSince(
  account: SalesforceAccount,
  { from }: Cursor,
  now: number,
  told: Map<string, string>,
): Promise<CustomerChange[]> {
  if (from === 0) return []
  const span = [new Date(Math.min(from, now - overlap)), new Date(now + 60_000)] as const
  const { gone: rows, earliest } = await account.client.deleted('Contact', ...span).catch((error: unknown) => {
    // A start of more than 30 days ago is not even answered.
    throw codeIn(error) === 'INVALID_REPLICATION_DATE' ? deletionsUnknown(error) : error
  })
  if (earliest.getTime() > from) throw deletionsUnknown()
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
