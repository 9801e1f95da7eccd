// Conditions that name a tag, after it got another name or became part of another tag.
import { type RuleCondition, ruleConditionSchema } from '../rule'
import { tagKey } from '../tag-key'

const followCondition = (condition: RuleCondition, from: string, to: string): RuleCondition => {
  const named = condition.values.map((value) => ([from, tagKey(to)].includes(tagKey(value)) ? to : value))
  // Who wanted both wants the one that is left.
  const once = new Map(named.map((value) => [tagKey(value), value]))
  return { ...condition, values: [...once.values()] }
}

/**
 * A list of conditions as it is stored, whoever wrote it; a group of a rule is one with `parts` of its own. What is no
 * condition of ours stays as it is.
 * @param from the tag's former key @param to its name now
 */
export const followTag = (parts: readonly unknown[], from: string, to: string): unknown[] =>
  parts.map((part) => {
    if (typeof part === 'object' && part !== null && 'parts' in part && Array.isArray(part.parts))
      return { ...part, parts: followTag(part.parts, from, to) }
    const read = ruleConditionSchema.safeParse(part)
    if (!read.success || read.data.field !== 'tag') return part
    return read.data.values.some((value) => tagKey(value) === from) ? followCondition(read.data, from, to) : part
  })
