// The answers of a rule as lines to read, each with what the customer has there.
import type { ExplainedPart, ExplainedRule } from '@/lib/segments/explain-rule'
import { conditionSentence } from '../rule/condition-sentence'
import { customerValue, type ValueOf } from './customer-value'
import type { WhyGroup, WhyLine } from './why-data'

export const whyLines = (of: ValueOf, { holds, match, parts }: ExplainedRule): WhyGroup => ({
  holds,
  match,
  parts: parts.map((part) => toLine(of, part)),
})

const toLine = (of: ValueOf, part: ExplainedPart): WhyLine | WhyGroup =>
  'parts' in part
    ? whyLines(of, part)
    : { holds: part.holds, text: conditionSentence(of.words, part.condition), value: customerValue(of, part.condition.field) }
