// A condition as a short text, for addresses: `spent:between:10000,50000`, `tag:any:VIP`, `lastOrder:quiet:90`.
import { type RuleCondition, ruleConditionSchema } from './rule'

/** What has a meaning of its own in the text is escaped in a value. */
const escaped = (value: string): string => value.replace(/[%,:]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`)
const unescaped = (text: string): string =>
  text.replace(/%(25|2C|3A)/gi, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)))

export const ruleConditionText = ({ field, operator, values }: RuleCondition): string =>
  [escaped(field), operator, ...(values.length === 0 ? [] : [values.map(escaped).join(',')])].join(':')

/** null for what is no condition: addresses are typed, shortened and older than we are. */
export function parseRuleCondition(text: string): RuleCondition | null {
  const [field = '', operator = '', values, ...rest] = text.split(':')
  if (rest.length > 0) return null
  const given = { field: unescaped(field), operator, values: values === undefined ? [] : values.split(',').map(unescaped) }
  const read = ruleConditionSchema.safeParse(given)
  return read.success ? read.data : null
}
