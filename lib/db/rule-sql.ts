// A rule as a condition on a customer's row `c`. Every name in it is ours; every value is a parameter.
import type { FixedRuleField, RuleField } from '@/lib/customers/rule-fields'
import { kindOf } from '@/lib/customers/rule-fields'
import { type CustomerRule, isRule, type RuleCondition } from '@/lib/customers/rule'
import { tagKey } from '@/lib/customers/tag-key'
import type { Shop } from '@/lib/customers/use-case'
import type { Parameters } from './parameters'

/** A rule without parts holds of everybody, also an empty `any`: nothing was asked. */
export function ruleSql(rule: CustomerRule, shop: Pick<Shop, 'timezone'>, parameters: Parameters): string {
  if (rule.parts.length === 0) return 'true'
  const parts = rule.parts.map((part) => (isRule(part) ? ruleSql(part, shop, parameters) : conditionSql(part, shop, parameters)))
  return `(${parts.join(rule.match === 'all' ? ' and ' : ' or ')})`
}

/**
 * True of whom is meant; false or null of everybody else, so it must not be negated. Comparisons are bare, and on the very
 * expressions of the list's indexes: wrapped in COALESCE, which PostgreSQL takes for one that may leak, no policy lets them
 * through to an index.
 */
export function conditionSql(condition: RuleCondition, shop: Pick<Shop, 'timezone'>, parameters: Parameters): string {
  const { field } = condition
  switch (kindOf(field)) {
    case 'text':
      return `${asHalf(textSql(textColumn(field, parameters), condition, parameters))}${textHint(condition, parameters)}`
    case 'handle':
      return handleSql(field, condition, parameters)
    case 'choice':
      return choiceSql(field, condition, parameters)
    case 'tags':
      return tagSql(condition, parameters)
    case 'number':
    case 'money':
      return numberSql(field, condition, parameters)
    case 'date':
    case 'sometime':
      return field === 'lastContact'
        ? contactSql(condition, shop, parameters)
        : dateSql(columnOf(field), condition, shop, parameters)
  }
}

/**
 * The same condition, which PostgreSQL takes to hold of every other row. Of what no index knows it would guess one row in two
 * hundred, and gather a large shop's matches to sort them where walking along the sort finds a page at once.
 */
const asHalf = (sql: string): string => `case when ${sql} then true else false end`

/** How well a condition narrows down whom to look at by an index alone: 0, not at all. */
export function narrows({ field, operator }: RuleCondition): number {
  if (field === 'lastName' || field === 'firstName') return operator === 'is' || operator === 'starts' ? 3 : 0
  if (field === 'segment') return operator === 'in' ? 2 : 0
  return ['spent', 'orders', 'created', 'updated', 'lastContact'].includes(field) ? 1 : 0
}

const columns: Partial<Record<FixedRuleField, string>> = {
  firstName: 'c."firstName"',
  lastName: 'c."lastName"',
  segment: 'c.segment',
  preferredChannel: 'c."preferredChannel"',
  language: 'c.language',
  lastContact: 'c."lastContactAt"',
  lastChannel: 'c."lastContactChannel"',
  lastOrder: 'c."lastOrderAt"',
  created: 'c."createdAt"',
  updated: 'c."updatedAt"',
  orders: 'c."orderCount"',
  spent: 'c."spentMinor"',
}
const columnByName = new Map(Object.entries(columns))

function columnOf(field: RuleField): string {
  const column = columnByName.get(field)
  if (column === undefined) throw new Error(`${field} is no column`)
  return column
}

const textColumn = (field: RuleField, parameters: Parameters): string =>
  field.startsWith('info.') ? `(c.metadata ->> ${parameters.add(field.slice('info.'.length), 'text')})` : columnOf(field)

/** What must hold besides and costs little to see: folding a text of every customer would take seconds. */
function textHint(condition: RuleCondition, parameters: Parameters): string {
  const {
    field,
    operator,
    values: [value = ''],
  } = condition
  const wanted = () => `fold(${parameters.add(value, 'text')})`
  const isAbout = operator === 'is' || operator === 'starts' || operator === 'contains'
  if (isAbout && field.startsWith('info.'))
    return ` and (${wanted()} = '' or jsonb_exists(c.metadata, ${parameters.add(field.slice('info.'.length), 'text')}))`
  if (operator === 'contains') return ` and strpos(c."searchText", ${wanted()}) > 0`
  return nameRange(condition, parameters)
}

/** Without case, accents and signs, as people search. */
function textSql(column: string, { operator, values: [value = ''] }: RuleCondition, parameters: Parameters): string {
  const given = () => parameters.add(value, 'text')
  // What is spelled as typed need not be folded to be known.
  const wanted = () => `fold(${given()})`
  // Signs alone fold to nothing, which every text contains: nobody is meant.
  const some = (test: (folded: string) => string) => `(${wanted()} <> '' and ${test(wanted())})`
  // … but who has exactly these signs is asked for, and not who has nothing.
  const same = () =>
    `(fold(${column}) = ${wanted()} and (${wanted()} <> '' or coalesce(${column}, '') = ${parameters.add(value, 'text')}))`
  switch (operator) {
    case 'empty':
      return `coalesce(${column}, '') = ''`
    case 'present':
      return `coalesce(${column}, '') <> ''`
    case 'not':
      return `not ${same()}`
    case 'starts':
      return some((folded) => `(starts_with(lower(${column}), lower(${given()})) or starts_with(fold(${column}), ${folded}))`)
    case 'contains':
      return some((folded) => `strpos(fold(${column}), ${folded}) > 0`)
    default:
      return `(lower(${column}) = lower(${given()}) or ${same()})`
  }
}

/** Where in the order of names those are who are called so; '!' comes after the space and before every letter. */
function nameRange({ field, operator, values: [value = ''] }: RuleCondition, parameters: Parameters): string {
  if (narrows({ field, operator, values: [] }) !== 3) return ''
  const wanted = `fold(${parameters.add(value, 'text')})`
  const [column, start] = field === 'lastName' ? ['c."sortName"', wanted] : ['c."searchText" collate "C"', `' ' || ${wanted}`]
  const end = operator === 'is' ? `'!'` : `U&'\\+10FFFF'`
  return ` and (${wanted} = '' or (${column} >= ${start} and ${column} < ${start} || ${end}))`
}

function handleSql(field: RuleField, { operator, values: [value = ''] }: RuleCondition, parameters: Parameters): string {
  // A number is kept as +33…: what is typed with its leading zeros is looked for without.
  const part = field === 'phone' ? value.replace(/\D/g, '').replace(/^0+/, '') : value.toLowerCase()
  if (operator === 'contains' && part === '') return 'false'
  const wanted = operator === 'contains' ? ` and strpos(h.value, ${parameters.add(part, 'text')}) > 0` : ''
  const some = `exists (select from "CustomerHandle" h where h."tenantId" = c."tenantId" and h."customerId" = c.id
    and h.kind = ${parameters.add(field, 'text')} and h."deletedAt" is null${wanted})`
  return operator === 'empty' ? `not ${some}` : some
}

function choiceSql(field: RuleField, { operator, values }: RuleCondition, parameters: Parameters): string {
  if (field === 'system') return systemSql(operator, values, parameters)
  if (field === 'group') return groupSql(operator, values, parameters)
  if (field.startsWith('consent.')) {
    const channel = parameters.add(field.slice('consent.'.length), 'text')
    // The newest line of the ledger is what holds now (lib/consent).
    const now = `coalesce((select e.state from "ConsentEntry" e where e."tenantId" = c."tenantId" and e."customerId" = c.id
      and e.channel = ${channel} and e.purpose = 'marketing' order by e.at desc, e.id desc limit 1), 'unknown')`
    if (operator === 'empty') return asHalf(`${now} = 'unknown'`)
    if (operator === 'present') return asHalf(`${now} <> 'unknown'`)
    return asHalf(`${operator === 'notIn' ? 'not ' : ''}${now} = any(${parameters.add(values, 'text[]')})`)
  }
  const column = columnOf(field)
  if (operator === 'empty') return `(${column} is null or ${column} = '')`
  if (operator === 'present') return `${column} <> ''`
  const among = `${column} = any(${parameters.add(values, 'text[]')})`
  return operator === 'notIn' ? `(${column} is null or not ${among})` : among
}

function systemSql(operator: string, values: string[], parameters: Parameters): string {
  const which =
    operator === 'in' || operator === 'notIn' ? ` and l."connectionId" = any(${parameters.add(values, 'text[]')})` : ''
  const some = `exists (select from "ExternalLink" l where l."tenantId" = c."tenantId" and l."customerId" = c.id${which})`
  return operator === 'empty' || operator === 'notIn' ? `not ${some}` : some
}

/** A group that was deleted has no members, though their rows wait for the undo. */
function groupSql(operator: string, values: string[], parameters: Parameters): string {
  const which = operator === 'in' || operator === 'notIn' ? ` and m."segmentId" = any(${parameters.add(values, 'text[]')})` : ''
  const some = `exists (select from "SegmentMember" m join "Segment" s on s."tenantId" = m."tenantId" and s.id = m."segmentId"
    where m."tenantId" = c."tenantId" and m."customerId" = c.id and s."deletedAt" is null${which})`
  return operator === 'empty' || operator === 'notIn' ? `not ${some}` : some
}

function tagSql({ operator, values }: RuleCondition, parameters: Parameters): string {
  const of = 'select 1 from "CustomerTag" ct where ct."tenantId" = c."tenantId" and ct."customerId" = c.id'
  // A tag that was taken away keeps its customers, for its return.
  const some = `exists (${of} and exists (select from "Tag" t where t."tenantId" = ct."tenantId" and t.id = ct."tagId" and t."deletedAt" is null))`
  if (operator === 'empty') return `not ${some}`
  if (operator === 'present') return some
  const keys = [...new Set(values.map(tagKey))]
  const wanted = `select t.id from "Tag" t where t."tenantId" = c."tenantId" and t."deletedAt" is null and t.key = any(${parameters.add(keys, 'text[]')})`
  if (operator === 'all')
    return `(select count(*) from "CustomerTag" ct where ct."tenantId" = c."tenantId" and ct."customerId" = c.id and ct."tagId" in (${wanted})) = ${parameters.add(keys.length, 'integer')}`
  return `${operator === 'none' ? 'not ' : ''}exists (${of} and ct."tagId" in (${wanted}))`
}

function numberSql(
  field: RuleField,
  { operator, values: [from = '0', to = '0'] }: RuleCondition,
  parameters: Parameters,
): string {
  // Of who never bought there is no average: no question about it is true.
  const column =
    field === 'averageOrder'
      ? 'case when c."orderCount" > 0 then round(c."spentMinor"::numeric / c."orderCount") end'
      : columnOf(field)
  const type = field === 'averageOrder' ? 'numeric' : field === 'spent' ? 'bigint' : 'integer'
  // What no column of the type can hold is still a number that a person may ask for.
  const number = (text: string) => parameters.add(type === 'integer' ? Math.min(Number(text), 2_147_483_647) : text, type)
  switch (operator) {
    case 'atLeast':
      return `${column} >= ${number(from)}`
    case 'atMost':
      return `${column} <= ${number(from)}`
    case 'between':
      return `${column} between ${number(from)} and ${number(to)}`
    default:
      return `${column} = ${number(from)}`
  }
}

/** As in the index Customer_list_contact_idx, to the letter: who never was in contact comes before every date. */
const contactColumn = `case when c."lastContactAt" is null then '-infinity'::timestamptz else c."lastContactAt" end`

function contactSql(condition: RuleCondition, shop: Pick<Shop, 'timezone'>, parameters: Parameters): string {
  const ever = `${contactColumn} > '-infinity'::timestamptz`
  switch (condition.operator) {
    case 'empty':
      return `${contactColumn} = '-infinity'::timestamptz`
    case 'present':
      return ever
    case 'before':
      return `(${ever} and ${dateSql(contactColumn, condition, shop, parameters)})`
    case 'quiet':
      return `not (${dateSql(contactColumn, { ...condition, operator: 'within' }, shop, parameters)})`
    default:
      return dateSql(contactColumn, condition, shop, parameters)
  }
}

function dateSql(
  column: string,
  { operator, values: [value = ''] }: RuleCondition,
  { timezone }: Pick<Shop, 'timezone'>,
  parameters: Parameters,
): string {
  const ago = () => `now() - make_interval(days => ${parameters.add(Number(value), 'integer')})`
  const day = () => `(${parameters.add(value, 'date')}::timestamp at time zone ${parameters.add(timezone, 'text')})`
  switch (operator) {
    case 'empty':
      return `${column} is null`
    case 'present':
      return `${column} is not null`
    case 'within':
      return `${column} >= ${ago()}`
    case 'quiet':
      return `(${column} is null or ${column} < ${ago()})`
    case 'before':
      return `${column} < ${day()}`
    default:
      return `${column} >= ${day()}`
  }
}
