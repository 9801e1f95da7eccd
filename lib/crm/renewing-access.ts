// Access that renews itself in this process: one exchange however many callers ask at once.
import type { Access, AccessGrant } from './access'

/** @param exchange gives a new grant; throws `auth_expired` or `unavailable` */
export function renewingAccess(first: AccessGrant, exchange: (refused: AccessGrant) => Promise<AccessGrant>): Access {
  let grant = first
  let running: Promise<AccessGrant> | undefined
  return {
    current: () => running ?? Promise.resolve(grant),
    renew: (refused) => {
      // Somebody was quicker: the refused token is not the current one any more.
      if (running === undefined && refused.accessToken !== grant.accessToken) return Promise.resolve(grant)
      running ??= exchange(grant)
        .then((renewed) => (grant = renewed))
        .finally(() => (running = undefined))
      return running
    },
  }
}
