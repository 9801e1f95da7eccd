// What a filter of the customer list asks of a row, each part by itself, and its search as a source of rows.
import type { CustomerFilter } from '@/lib/customers/customer-store'
import { normaliseEmail, normalisePhone, readPhoneQuery } from '@/lib/customers/identity'
import { isRule } from '@/lib/customers/rule'
import type { Shop } from '@/lib/customers/use-case'
import { Parameters } from './parameters'
import { conditionSql, narrows, ruleSql } from './rule-sql'
import { sizeOfTag } from './tag-counts'
import { findTagIds } from './tag-repo'
import type { SqlTx, SqlValue } from './tenant-db'

export interface Statement {
  text: string
  values: SqlValue[]
}

export interface Condition {
  /** On a row source `c`. */
  sql: string
  /** How well an index alone finds whom it holds of; 0: not at all. */
  narrows: number
  /** What is kept of those of whom it holds: rows by their "customerId", each once, and how many live ones, as SQL. */
  kept?: { rows: string; size: string }
}

const exactly = 5
const tagged = 4
const ofSegment = 2

/** All must hold beside being live. Null when nothing can match; `tagIds` null: a wanted tag does not exist. */
export function conditions(
  filter: CustomerFilter,
  shop: Shop,
  tagIds: string[] | null,
  parameters: Parameters,
): Condition[] | null {
  const parts: Condition[] = []
  const byHandle = (kind: string, value: string | null): boolean => {
    if (value === null) return false
    const sql = `exists (select from "CustomerHandle" h where h."tenantId" = c."tenantId" and h."customerId" = c.id
      and h.kind = '${kind}' and h.value = ${parameters.add(value)} and h."deletedAt" is null)`
    parts.push({ sql, narrows: exactly })
    return true
  }
  if (filter.email !== undefined && !byHandle('email', normaliseEmail(filter.email))) return null
  if (filter.phone !== undefined && !byHandle('phone', normalisePhone(filter.phone, shop.region))) return null
  if (filter.segment !== undefined) parts.push({ sql: `c.segment = ${parameters.add(filter.segment)}`, narrows: ofSegment })
  if (filter.ids !== undefined) parts.push({ sql: `c.id = any(${parameters.add(filter.ids, 'text[]')})`, narrows: exactly })
  if (filter.except !== undefined) parts.push({ sql: `c.id <> all(${parameters.add(filter.except, 'text[]')})`, narrows: 0 })
  const { rule = { match: 'all', parts: [] } } = filter
  if (rule.match === 'all')
    for (const part of rule.parts)
      parts.push(
        isRule(part)
          ? { sql: ruleSql(part, shop, parameters), narrows: 0 }
          : { sql: `(${conditionSql(part, shop, parameters)})`, narrows: narrows(part) },
      )
  else parts.push({ sql: ruleSql(rule, shop, parameters), narrows: 0 })
  if (tagIds === null) return null
  for (const id of tagIds) {
    const given = parameters.add(id, 'text')
    const tag = `ct."tagId" = ${given}`
    parts.push({
      sql: `exists (select from "CustomerTag" ct where ct."tenantId" = c."tenantId" and ct."customerId" = c.id and ${tag})`,
      narrows: tagged,
      kept: { rows: `"CustomerTag" ct where ${tag}`, size: sizeOfTag(given) },
    })
  }
  return parts
}

export const isSearch = (filter: CustomerFilter): filter is CustomerFilter & { query: string } =>
  filter.query !== undefined && filter.query.trim() !== ''

/** Nothing but a search, or everybody. */
export const isPlain = ({ email, phone, segment, tags = [], rule, ids, except }: CustomerFilter): boolean =>
  [email, phone, segment, ids, except].every((part) => part === undefined) &&
  tags.length === 0 &&
  (rule?.parts ?? []).length === 0

/**
 * The search as a row source (id, rank, place) in that order; `most` null: every match, because something sorts them afterwards.
 * @param after rank, place and id of the row before the first, as SQL
 */
export function searchSource(
  query: string,
  shop: Shop,
  most: number | null,
  parameters: Parameters,
  after: string[] = [],
): string {
  const typed = query.trim().slice(0, 200)
  const phone = readPhoneQuery(typed, shop.region)
  const given = [
    parameters.add(typed, 'text'),
    parameters.add(phone.numbers, 'text[]'),
    parameters.add(phone.starts, 'text[]'),
    parameters.add(phone.ending, 'text'),
    parameters.add(most, 'integer'),
  ]
  return `search_customers(${[...given, ...after].join(', ')})`
}

const firstHits = 1_000

/**
 * A table `hit` with enough of a search's best matches for `most` that meet `where`: the first thousand, and only when these are
 * too few, all the others.
 */
export function filteredSearch(
  query: string,
  shop: Shop,
  where: readonly string[],
  most: number,
  parameters: Parameters,
  after: string[],
): string {
  return `few as materialized (select * from ${searchSource(query, shop, firstHits, parameters, after)}),
    hit as materialized (select * from few union all
      select rest.* from (select * from few order by rank, place collate "C" desc, id desc limit 1) last
      cross join lateral ${searchSource(query, shop, null, parameters, ['last.rank', 'last.place', 'last.id'])} rest
      where (select count(*) from few) = ${firstHits}
        and (select count(*) from few hit join "Customer" c on c.id = hit.id where ${where.join(' and ')}) < ${parameters.add(most, 'integer')})`
}

/** Ids of the tags that a filter names; null when one of them is no tag of the shop. */
export const wantedTags = async (sql: SqlTx, filter: CustomerFilter): Promise<string[] | null> =>
  filter.tags === undefined || filter.tags.length === 0 ? [] : findTagIds(sql, filter.tags)

/** Ids of all whom the filter means, at most `most`; null when nothing can match. In no order. */
export function idsStatement(shop: Shop, filter: CustomerFilter, most: number, tagIds: string[] | null): Statement | null {
  const parameters = new Parameters()
  const parts = conditions(filter, shop, tagIds, parameters)
  if (parts === null) return null
  const from = isSearch(filter)
    ? `${searchSource(filter.query, shop, isPlain(filter) ? most : null, parameters)} hit join "Customer" c on c.id = hit.id`
    : '"Customer" c'
  return {
    text: `select c.id from ${from} where ${['c."deletedAt" is null', ...parts.map(({ sql }) => sql)].join(' and ')}
      limit ${parameters.add(most, 'integer')}`,
    values: parameters.values,
  }
}
