// Where a sign-in comes from, as far as headers can tell.
import type { Visitor } from './sign-in'

/**
 * The last address of X-Forwarded-For is the one the nearest proxy (or Next's own server) saw; earlier ones are claims.
 */
export const visitorOf = (headers: { get(name: string): string | null }): Visitor => ({
  address: headers.get('x-forwarded-for')?.split(',').at(-1)?.trim() || null,
  userAgent: headers.get('user-agent'),
})
