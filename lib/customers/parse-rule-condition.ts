// Reads what ruleConditionText wrote, and what people made of it.
import { type RuleCondition, ruleConditionSchema } from './rule'

const unescaped = (text: string): string =>
  text.replace(/%(25|2C|3A)/gi, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)))

/** null for what is no condition: addresses are typed, shortened and older than we are. */
export function parseRuleCondition(text: string): RuleCondition | null {
  const [field = '', operator = '', values, ...rest] = text.split(':')
  if (rest.length > 0) return null
  const given = { field: unescaped(field), operator, values: values === undefined ? [] : values.split(',').map(unescaped) }
  const read = ruleConditionSchema.safeParse(given)
  return read.success ? read.data : null
}
