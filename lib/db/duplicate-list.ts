// Open pairs as people see them: the surest first, a page by key; those of one customer; one pair with all that would move.
import 'server-only'
import { z } from 'zod'
import type { Customer, Page } from '@/lib/customers/customer'
import { countCap, type Evidence, evidenceSchema, pairOf, suggestionStateSchema } from '@/lib/customers/duplicate'
import { scoreDuplicate } from '@/lib/customers/score-duplicate'
import type { Shop } from '@/lib/customers/use-case'
import { decodeCursor, encodeCursor } from './cursor'
import { customerColumns, customerRowSchema, toCustomer } from './customer-row'
import { dismissedAmong } from './duplicate-repo'
import { readPeople } from './match-repo'
import { type SqlTx, tenantDb } from './tenant-db'

const sideSchema = z.object({
  id: z.string(),
  firstName: z.string().nullable(),
  lastName: z.string().nullable(),
  phone: z.string().nullable(),
  email: z.string().nullable(),
  orders: z.int(),
})

const rowSchema = z.object({ score: z.int(), evidence: z.array(evidenceSchema), a: sideSchema, b: sideSchema })
export type DuplicateRow = z.infer<typeof rowSchema>

const side = (c: string) =>
  `json_build_object('id', ${c}.id, 'firstName', ${c}."firstName", 'lastName', ${c}."lastName", 'phone', ${c}.phone, 'email', ${c}.email, 'orders', ${c}."orderCount")`
/** A row source of open pairs; whoever was deleted or merged since the last look is not shown. */
export const openPairs = `"DuplicateSuggestion" s
  join "Customer" a on a."tenantId" = s."tenantId" and a.id = s."customerA" and a."deletedAt" is null
  join "Customer" b on b."tenantId" = s."tenantId" and b.id = s."customerB" and b."deletedAt" is null
  where s.state = 'open'`
const surest = 's.score desc, s."customerA" desc, s."customerB" desc'

const positionSchema = z.strictObject({ s: z.int(), a: z.string().max(100), b: z.string().max(100) })
const cursorOf = ({ score, a, b }: DuplicateRow): string => encodeCursor({ s: score, a: a.id, b: b.id })

/** Throws `invalid` for a bad cursor. */
export const listDuplicates = (shop: Shop, cursor: string | null, limit: number): Promise<Page<DuplicateRow>> =>
  tenantDb(shop.id).sql(async (sql) => {
    const after = cursor === null ? null : decodeCursor(positionSchema, cursor)
    const rows = await sql.rows(
      rowSchema,
      `select s.score, s.evidence, ${side('a')} as a, ${side('b')} as b from ${openPairs}
         ${after === null ? '' : 'and (s.score, s."customerA", s."customerB") < ($2::int, $3::text, $4::text)'}
       order by ${surest} limit $1`,
      after === null ? [limit + 1] : [limit + 1, after.s, after.a, after.b],
    )
    const data = rows.slice(0, limit)
    const last = data.at(-1)
    return { data, nextCursor: rows.length > limit && last !== undefined ? cursorOf(last) : null }
  })

/** Counts no further than `cap`. */
export const countDuplicates = (shop: Shop, cap: number): Promise<{ count: number; capped: boolean }> =>
  tenantDb(shop.id).sql(async (sql) => {
    const [row] = await sql.rows(
      z.object({ count: z.int() }),
      `select count(*)::int as count from (select 1 from ${openPairs} limit $1) counted`,
      [cap + 1],
    )
    const count = row?.count ?? 0
    return { count: Math.min(count, cap), capped: count > cap }
  })

export const duplicateOfCustomerSchema = z.object({ score: z.int(), evidence: z.array(evidenceSchema), other: sideSchema })
export type DuplicateOfCustomer = z.infer<typeof duplicateOfCustomerSchema>

/** Open pairs of the customer $1, the surest first; `most` is SQL text, a parameter of the caller's. */
export const duplicatesOfCustomer = (most: string): string => `select s.score, s.evidence, ${side('o')} as other from (
    select score, evidence, "customerB" as id from "DuplicateSuggestion" where "customerA" = $1 and state = 'open'
    union all select score, evidence, "customerA" from "DuplicateSuggestion" where "customerB" = $1 and state = 'open') s
  join "Customer" o on o.id = s.id and o."deletedAt" is null order by s.score desc, o.id limit ${most}`

/** What a merge moves, by kind; `common`: what both have and stays once. Counted up to `countCap`. */
export const countedKinds = ['notes', 'messages', 'orders', 'activities', 'consents', 'tags', 'handles'] as const
export type CountedKind = (typeof countedKinds)[number]
const countSchema = z.object({ kind: z.enum(countedKinds), a: z.int(), b: z.int(), common: z.int() })
export type PairCount = z.infer<typeof countSchema>

const tables: Record<CountedKind, string> = {
  notes: `"CustomerNote" where "deletedAt" is null and`,
  messages: `"Message" where`,
  orders: `"Order" where`,
  activities: `"CustomerActivity" where`,
  consents: `"ConsentEntry" where`,
  tags: `"CustomerTag" ct join "Tag" t on t."tenantId" = ct."tenantId" and t.id = ct."tagId" and t."deletedAt" is null where`,
  handles: `"CustomerHandle" where "deletedAt" is null and`,
}
const common: Partial<Record<CountedKind, string>> = {
  tags: `(select count(*) from "CustomerTag" x join "CustomerTag" y on y."customerId" = $2 and y."tagId" = x."tagId"
    join "Tag" t on t."tenantId" = x."tenantId" and t.id = x."tagId" and t."deletedAt" is null where x."customerId" = $1)`,
  handles: `(select count(*) from "CustomerHandle" x join "CustomerHandle" y on y."customerId" = $2 and y.kind = x.kind and y.value = x.value
    and y."deletedAt" is null where x."customerId" = $1 and x."deletedAt" is null)`,
}
const countOf = (kind: CountedKind, id: string) =>
  `(select count(*) from (select 1 from ${tables[kind]} "customerId" = ${id} limit ${countCap + 1}) n)`
const counts = countedKinds
  .map(
    (kind) =>
      `select '${kind}' as kind, ${countOf(kind, '$1')} as a, ${countOf(kind, '$2')} as b, ${common[kind] ?? '0'} as common`,
  )
  .join(' union all ')

const linkSchema = z.object({ a: z.string(), b: z.string() })
export type PairLink = z.infer<typeof linkSchema>
const stateSchema = z.object({
  suggestion: z
    .object({
      score: z.int(),
      evidence: z.array(evidenceSchema),
      state: suggestionStateSchema,
      dismissedBy: z.string().nullable(),
    })
    .nullable(),
  counts: z.array(countSchema),
  next: linkSchema.nullable(),
  previous: linkSchema.nullable(),
})

export interface DuplicatePair {
  /** As in `pairOf`. */
  a: Customer
  b: Customer
  score: number
  evidence: Evidence[]
  /** Null: never suggested. */
  state: z.infer<typeof suggestionStateSchema> | null
  /** "Not the same person" holds for the two. */
  isDismissed: boolean
  dismissedBy: string | null
  counts: PairCount[]
  next: PairLink | null
  previous: PairLink | null
}

const beside = (than: '<' | '>') => `(select json_build_object('a', s."customerA", 'b', s."customerB") from ${openPairs}
  and (s.score, s."customerA", s."customerB") ${than} (select here.score, here."customerA", here."customerB" from here)
  order by ${than === '<' ? surest : surest.replaceAll('desc', 'asc')} limit 1)`

/** Null when one of them is not (or no longer) a customer of the shop, and for one and the same. */
export const readDuplicatePair = (shop: Shop, one: string, other: string): Promise<DuplicatePair | null> =>
  tenantDb(shop.id).sql(async (sql) => {
    const [first, second] = pairOf(one, other)
    const rows = await sql.rows(
      customerRowSchema,
      `select ${customerColumns} from "Customer" c where c.id in ($1, $2) and c."deletedAt" is null`,
      [first, second],
    )
    const customers = rows.map((row) => toCustomer(row, shop.currency))
    const [a, b] = [first, second].map((id) => customers.find((customer) => customer.id === id))
    if (a === undefined || b === undefined || first === second) return null
    const [state] = await sql.rows(
      stateSchema,
      `with here as (select * from "DuplicateSuggestion" where "customerA" = $1 and "customerB" = $2)
       select (select row_to_json(here) from here) as suggestion, ${beside('<')} as next, ${beside('>')} as previous,
         (select json_agg(n) from (${counts}) n) as counts`,
      [first, second],
    )
    if (state === undefined) throw new Error('a select without a table returned no row')
    const { suggestion, ...rest } = state
    if (suggestion !== null) return { a, b, ...rest, ...suggestion, isDismissed: suggestion.state === 'dismissed' }
    const scored = await scoreNow(sql, first, second)
    const isDismissed = (await dismissedAmong(sql, [first, second])).has(`${first} ${second}`)
    return { a, b, ...rest, ...scored, state: null, isDismissed, dismissedBy: null }
  })

async function scoreNow(sql: SqlTx, first: string, second: string): Promise<{ score: number; evidence: Evidence[] }> {
  const people = await readPeople(sql, [first, second])
  const [a, b] = [first, second].map((id) => people.find((person) => person.id === id))
  return a === undefined || b === undefined ? { score: 0, evidence: [] } : scoreDuplicate(a, b)
}

export const standingMerges = (shop: Shop, mergeIds: string[]): Promise<Set<string>> =>
  tenantDb(shop.id).sql(async (sql) => {
    const rows = await sql.rows(
      z.object({ id: z.string() }),
      `select id from "CustomerMerge" where id = any($1::text[]) and "undoneAt" is null`,
      [mergeIds],
    )
    return new Set(rows.map(({ id }) => id))
  })
