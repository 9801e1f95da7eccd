// Access to an account whose tokens are renewed: one exchange at a time among all processes, by a lease and a fencing epoch.
import { CrmError } from '@/lib/shared/errors'
import type { Access, AccessGrant } from './access'
import type { ConnectAnswers } from './oauth-provider'
import type { RefreshedGrant } from './oauth'
import { oauthTimeout } from './oauth-transport'

/** A link's grant as it is stored now. Times are measured by the database's clock. */
export interface StoredGrant {
  grant: AccessGrant
  /** Counts stored grants; a holder that read another epoch may not write. */
  epoch: number
  /** Milliseconds until the access token ends, and those it had in all; null: the vendor does not tell. */
  left: number | null
  life: number | null
  /** Null for a token that nobody can renew. */
  refreshToken: string | null
  /** What was typed before leaving for the consent page. */
  answers: ConnectAnswers
  /** Only a person can help, as the reason says; null while all is well. */
  dropped: string | null
}

/** Where the grant of one link is kept. Every call is a short transaction of its own. */
export interface GrantStore {
  /** Throws `not_found` once the shop has unlinked it. */
  read(): Promise<StoredGrant>
  /** For `ms` milliseconds `owner` alone may exchange the grant of this epoch; false: somebody else does, or it is older. */
  lease(owner: string, epoch: number, ms: number): Promise<boolean>
  /** Keeps a newer grant and ends the lease, if `owner` still holds it in this epoch; whether it was kept. */
  keep(owner: string, epoch: number, grant: RefreshedGrant): Promise<boolean>
  /** Nobody exchanges for `ms` milliseconds, then anybody may. */
  release(owner: string, ms: number): Promise<void>
  /** The grant of this epoch has ended for good. `owner` null: a token without an exchange. */
  drop(owner: string | null, epoch: number, reason: string): Promise<void>
}

export interface LeasedAccessOptions {
  store: GrantStore
  /** Throws as `refreshGrant` in oauth.ts. Must end within the lease. */
  exchange(held: { refreshToken: string; answers: ConnectAnswers }): Promise<RefreshedGrant>
  /** Unique to this process. */
  owner: string
  /** Milliseconds; longer than an exchange may take. */
  lease?: number
  /** Milliseconds that callers wait for a grant at most. */
  patience?: number
  /** Milliseconds for which a grant that was read is believed without asking the database. */
  freshness?: number
  /** A person asked to try: a grant that was dropped is tried once more. */
  insistent?: boolean
}

/** The part of a token's life after which it is renewed although it still works. */
const renewAt = 0.8
/** Milliseconds: first pause after a failed exchange; doubles. */
const firstPause = 250
const mostExchanges = 3
/** Milliseconds of a lease that the exchange itself may have used up. */
const longestExchange = oauthTimeout + 1_000

/**
 * One object a link and process: its callers share one exchange. Nothing is locked in the database while the vendor is
 * asked. A process that dies between the vendor's answer and `keep` loses a rotated refresh token: nothing but the answer's
 * parsing stands between the two, and then the next exchange says that a person must link again. A database that is away then
 * is waited for.
 */
export function leasedAccess(options: LeasedAccessOptions): Access {
  const { store, owner, lease = 30_000, patience = 45_000, freshness = 10_000, insistent = false } = options
  let known: { stored: StoredGrant; at: number } | undefined
  let reading: Promise<StoredGrant> | undefined
  let renewing: Promise<StoredGrant> | undefined
  /** After a failed early renewal the token in use is kept until then. */
  let quietUntil = 0

  const remember = (stored: StoredGrant): StoredGrant => {
    known = { stored, at: Date.now() }
    return stored
  }
  const read = (): Promise<StoredGrant> =>
    (reading ??= store
      .read()
      .then(remember)
      .finally(() => (reading = undefined)))
  const readUsable = async (): Promise<StoredGrant> => {
    const stored = await read()
    if (stored.dropped !== null && !insistent) throw ended(stored.dropped)
    return stored
  }

  /** One exchange, if it is ours to make; null: somebody else is at it. */
  async function exchangeOnce(stored: StoredGrant): Promise<StoredGrant | null> {
    const { refreshToken, answers, epoch } = stored
    if (refreshToken === null) {
      known = undefined
      await store.drop(null, epoch, 'token_refused')
      throw ended('token_refused')
    }
    if (!(await store.lease(owner, epoch, lease))) return null
    let renewed: RefreshedGrant
    try {
      renewed = await options.exchange({ refreshToken, answers })
    } catch (error) {
      if (error instanceof CrmError && error.code === 'auth_expired') await store.drop(owner, epoch, error.reason)
      else await store.release(owner, firstPause)
      known = undefined
      throw error
    }
    // A fenced-out answer is not used: what is stored is newer.
    await keepSurely(epoch, renewed)
    return read()
  }

  /**
   * The refresh token that was given is spent: losing the new one to a database that is away for a moment would end the grant.
   * Nobody else exchanges while the lease lasts, and a repetition of what was kept already changes nothing.
   */
  async function keepSurely(epoch: number, renewed: RefreshedGrant): Promise<void> {
    const end = Date.now() + lease - longestExchange
    for (let failures = 1; ; failures++)
      try {
        await store.keep(owner, epoch, renewed)
        return
      } catch (error) {
        if (Date.now() >= end) throw error
        await pause(Math.min(2_000, firstPause * 2 ** (failures - 1)))
      }
  }

  /** Until `done` says so of what is stored: exchanges when it may, otherwise waits for who does. */
  async function renewUntil(done: (stored: StoredGrant) => boolean): Promise<StoredGrant> {
    const end = Date.now() + patience
    for (let failures = 0; ;) {
      const stored = await readUsable()
      if (done(stored)) return stored
      try {
        const renewed = await exchangeOnce(stored)
        if (renewed !== null && done(renewed)) return renewed
      } catch (error) {
        failures += 1
        const isForNow = error instanceof CrmError && error.code === 'unavailable'
        if (!isForNow || failures >= mostExchanges || (error.retryAfter ?? 0) > 5) throw error
        await pause(Math.random() * firstPause * 2 ** failures)
      }
      if (Date.now() > end) throw new CrmError('unavailable', 'Nobody renewed the token in time', { retryAfter: 5 })
      await pause(50 + Math.random() * 150)
    }
  }

  const renewOnce = (done: (stored: StoredGrant) => boolean): Promise<StoredGrant> =>
    (renewing ??= renewUntil(done).finally(() => (renewing = undefined)))

  const leftNow = ({ stored, at }: { stored: StoredGrant; at: number }): number =>
    stored.left === null ? Infinity : stored.left - (Date.now() - at)

  async function current(): Promise<AccessGrant> {
    if (renewing !== undefined) return (await renewing).grant
    if (known === undefined || Date.now() - known.at > freshness) await readUsable()
    if (known === undefined) return current()
    const { stored } = known
    if (stored.dropped !== null && !insistent) throw ended(stored.dropped)
    const left = leftNow(known)
    const isDue = stored.refreshToken !== null && stored.life !== null && left <= stored.life * (1 - renewAt)
    if (!isDue) {
      if (left > 0 || insistent) return stored.grant
      await store.drop(null, stored.epoch, 'token_over')
      throw ended('token_over')
    }
    // Margin for the way to the vendor: a token that ends in a second is as good as over.
    const stillWorks = left > 2_000
    if (stillWorks && Date.now() < quietUntil) return stored.grant
    try {
      return (await renewOnce(({ epoch }) => epoch > stored.epoch)).grant
    } catch (error) {
      if (!stillWorks || !(error instanceof CrmError) || error.code === 'auth_expired') throw error
      quietUntil = Date.now() + 15_000
      return stored.grant
    }
  }

  return {
    current,
    renew: async (refused) => {
      const isNewer = ({ grant }: StoredGrant): boolean => grant.accessToken !== refused.accessToken
      for (;;) {
        const stored = await renewOnce(isNewer)
        // The exchange that was joined may have been under way for another reason.
        if (isNewer(stored)) return stored.grant
      }
    },
  }
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))

const ended = (reason: string): CrmError =>
  new CrmError('auth_expired', 'The grant has ended; a person must link again', { reason })
