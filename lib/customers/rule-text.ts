// A condition as a short text, for addresses: `spent:between:10000,50000`, `tag:any:VIP`, `lastOrder:quiet:90`.
// Screens write such texts, so nothing here needs a schema: parse-rule-condition.ts reads them.
import type { RuleCondition } from './rule'

/** What has a meaning of its own in the text is escaped in a value. */
const escaped = (value: string): string => value.replace(/[%,:]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`)

export const ruleConditionText = ({ field, operator, values }: RuleCondition): string =>
  [escaped(field), operator, ...(values.length === 0 ? [] : [values.map(escaped).join(',')])].join(':')
