// Parsing at the door of a use case: a zod failure becomes a CrmError with one issue per field.
import type { z } from 'zod'
import { CrmError, type FieldIssue } from '@/lib/shared/errors'

const issueOf = (issue: z.core.$ZodIssue): FieldIssue => {
  const path = issue.path.filter((part): part is string | number => typeof part !== 'symbol')
  switch (issue.code) {
    case 'too_small':
      return issue.origin === 'string' && issue.minimum === 1
        ? { path, reason: 'required' }
        : { path, reason: `too_small_${issue.origin}`, params: { minimum: Number(issue.minimum) } }
    case 'too_big':
      return { path, reason: `too_big_${issue.origin}`, params: { maximum: Number(issue.maximum) } }
    case 'invalid_type':
      return issue.input === undefined
        ? { path, reason: 'required' }
        : { path, reason: 'type', params: { expected: issue.expected } }
    case 'invalid_value':
      return { path, reason: 'choice', params: { choices: issue.values.join(', ') } }
    case 'unrecognized_keys':
      return { path: [...path, ...issue.keys.slice(0, 1)], reason: 'unknown' }
    default:
      // Our own schemas name their reason where zod would put a sentence; anything else is just not right.
      return { path, reason: /^[a-z][a-z_]*$/.test(issue.message) ? issue.message : 'format' }
  }
}

/** All refused fields of a zod error. Reasons are keys under `errors.field`. */
export const fieldIssues = (error: z.ZodError): FieldIssue[] => error.issues.map(issueOf)

/** The parsed input, or CrmError `invalid` with every refused field. */
export function parseInput<S extends z.ZodType>(schema: S, input: unknown): z.output<S> {
  const result = schema.safeParse(input, { reportInput: true })
  if (result.success) return result.data
  throw new CrmError('invalid', 'The input has fields to correct', { issues: fieldIssues(result.error) })
}
