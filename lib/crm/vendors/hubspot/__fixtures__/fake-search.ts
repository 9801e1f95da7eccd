// The fake's search: what the index knew some time ago, with HubSpot's limits.
// https://developers.hubspot.com/docs/api-reference/search/guide
import { z } from 'zod'
import { type FakePortal, type FakeRecord, Refusal, type Values } from './fake-portal'

const filterSchema = z.object({
  propertyName: z.string(),
  operator: z.enum(['EQ', 'NEQ', 'LT', 'LTE', 'GT', 'GTE', 'BETWEEN', 'IN', 'NOT_IN', 'HAS_PROPERTY', 'NOT_HAS_PROPERTY', 'CONTAINS_TOKEN', 'NOT_CONTAINS_TOKEN']),
  value: z.string().optional(),
  highValue: z.string().optional(),
  values: z.array(z.string()).optional(),
})
export const searchSchema = z.object({
  filterGroups: z.array(z.object({ filters: z.array(filterSchema) })).default([]),
  query: z.string().max(3_000).optional(),
  sorts: z
    .array(
      z.union([
        z.object({ propertyName: z.string(), direction: z.enum(['ASCENDING', 'DESCENDING']) }),
        z.string().transform((name) =>
          name.startsWith('-')
            ? { propertyName: name.slice(1), direction: 'DESCENDING' as const }
            : { propertyName: name, direction: 'ASCENDING' as const },
        ),
      ]),
    )
    .max(1)
    .default([]),
  properties: z.array(z.string()).default([]),
  limit: z.int().min(1).max(200).default(10),
  after: z.string().optional(),
})

const fold = (text: string): string => text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase()
const comparable = (text: string): number | string => {
  if (/^-?\d+(\.\d+)?$/.test(text)) return Number(text)
  const at = /^\d{4}-\d\d-\d\d/.test(text) ? Date.parse(text) : NaN
  return Number.isNaN(at) ? fold(text) : at
}

function holds(filter: z.output<typeof filterSchema>, properties: Values): boolean {
  const value = properties[filter.propertyName] ?? ''
  const [have, want, high] = [comparable(value), comparable(filter.value ?? ''), comparable(filter.highValue ?? '')]
  const token = () => {
    const pattern = fold(filter.value ?? '')
      .split('*')
      .map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))
      .join('.*')
    return fold(value)
      .split(/[\s;,]+/)
      .some((word) => new RegExp(`^${pattern}$`).test(word))
  }
  const among = () => value.split(';').some((part) => (filter.values ?? []).includes(part))
  switch (filter.operator) {
    case 'EQ':
      return have === want
    case 'NEQ':
      return have !== want
    case 'LT':
      return value !== '' && have < want
    case 'LTE':
      return value !== '' && have <= want
    case 'GT':
      return value !== '' && have > want
    case 'GTE':
      return value !== '' && have >= want
    case 'BETWEEN':
      return value !== '' && have >= want && have <= high
    case 'IN':
      return among()
    case 'NOT_IN':
      return !among()
    case 'HAS_PROPERTY':
      return value !== ''
    case 'NOT_HAS_PROPERTY':
      return value === ''
    case 'CONTAINS_TOKEN':
      return token()
    default:
      return !token()
  }
}

const searched = ['firstname', 'lastname', 'email', 'phone', 'mobilephone', 'company', 'hs_additional_emails']

/** An index takes a question apart as it takes the texts. */
const wordsOf = (text: string): string[] => fold(text).split(/[\s;'’-]+/).filter((word) => word !== '')

function matches(query: string, properties: Values): boolean {
  const words = searched.flatMap((name) => wordsOf(properties[name] ?? ''))
  return wordsOf(query).every((word) => words.some((one) => one.startsWith(word)))
}

export function search(portal: FakePortal, body: unknown): { total: number; records: FakeRecord[]; after: string | null } {
  const parsed = searchSchema.safeParse(body)
  if (!parsed.success) throw new Refusal(400, 'VALIDATION_ERROR', 'Invalid input JSON')
  const { filterGroups, query, sorts, limit, after } = parsed.data
  const filters = filterGroups.flatMap((group) => group.filters)
  if (filterGroups.length > 5 || filterGroups.some((group) => group.filters.length > 6) || filters.length > 18)
    throw new Refusal(400, 'VALIDATION_ERROR', 'Too many filters')
  const unknown = filters.find(({ propertyName }) => !portal.definitions.contacts.has(propertyName))
  if (unknown !== undefined)
    throw new Refusal(400, 'VALIDATION_ERROR', `There was a problem: Property ${unknown.propertyName} does not exist`, [{ code: 'PROPERTY_DOESNT_EXIST', message: '' }])
  const now = Date.now()
  const known = portal.all('contacts').flatMap((record) => {
    const entry = record.indexed.findLast(({ at }) => at <= now)
    return entry === undefined || entry.archived ? [] : [{ record, properties: entry.properties }]
  })
  const found = known.filter(
    ({ properties }) =>
      (query === undefined || matches(query, properties)) &&
      (filterGroups.length === 0 || filterGroups.some((group) => group.filters.every((filter) => holds(filter, properties)))),
  )
  const [sort] = sorts
  if (sort !== undefined) {
    const key = (properties: Values) => comparable(properties[sort.propertyName] ?? '')
    const sign = sort.direction === 'ASCENDING' ? 1 : -1
    found.sort((a, b) => (key(a.properties) < key(b.properties) ? -sign : key(a.properties) > key(b.properties) ? sign : 0))
  }
  const from = Number(after ?? 0)
  if (from + limit > 10_000) throw new Refusal(400, 'VALIDATION_ERROR', 'The search ends at 10,000')
  const page = found.slice(from, from + limit)
  return {
    total: found.length,
    records: page.map(({ record, properties }) => ({ ...record, properties })),
    after: from + limit < found.length ? String(from + limit) : null,
  }
}
