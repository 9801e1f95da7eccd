// What PostgreSQL and Prisma throw, in our own terms.
import { CrmError } from '@/lib/shared/errors'

/** SQLSTATE of a driver error, or of the driver error inside a Prisma error; undefined for anything else. */
export function sqlState(error: unknown): string | undefined {
  for (let current: unknown = error, depth = 0; current instanceof Object && depth < 6; depth++) {
    if ('originalCode' in current && typeof current.originalCode === 'string') return current.originalCode
    if ('code' in current && typeof current.code === 'string') {
      if (/^[0-9A-Z]{5}$/.test(current.code) && !/^P\d{4}$/.test(current.code)) return current.code
      if (current.code === 'P2002') return '23505'
      if (current.code === 'P2034') return '40001'
    }
    if ('meta' in current && current.meta instanceof Object && 'driverAdapterError' in current.meta)
      current = current.meta.driverAdapterError
    else current = 'cause' in current ? current.cause : undefined
  }
  return undefined
}

/** Deadlock or serialisation failure: the same transaction may be tried again. */
export const isRetryable = (error: unknown): boolean => ['40P01', '40001'].includes(sqlState(error) ?? '')

/** Whether the named unique index refused the row. */
export const isUniqueViolation = (error: unknown): boolean => sqlState(error) === '23505'

/** Connection trouble becomes `unavailable`, text that PostgreSQL cannot keep `invalid`; everything else stays as it is. */
export function toCrmError(error: unknown): unknown {
  if (error instanceof CrmError) return error
  const state = sqlState(error) ?? ''
  // A zero character, or half a surrogate pair inside JSON: only what a caller sent can hold one.
  if (['22021', '22P05', '22P02'].includes(state))
    return new CrmError('invalid', 'A text holds a character that cannot be kept', { reason: 'text_unstorable', cause: error })
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  const text = error instanceof Error ? error.message : ''
  if (
    /^(08|57P0|53)/.test(state) ||
    /^(ECONN|EPIPE|ENOTFOUND|P1001|P1002|P1017|P2024|P2028)/.test(code) ||
    /Connection terminated|timeout exceeded when trying to connect/.test(text)
  )
    return new CrmError('unavailable', 'The database does not answer', {
      reason: 'database_unavailable',
      retryAfter: 5,
      cause: error,
    })
  return error
}
