// One call until it is answered or given up: the budget, the grant, a renewal, repetitions.
import { CrmError } from '@/lib/shared/errors'
import { log } from '@/lib/shared/log'
import type { AccessGrant } from './access'
import { type Budget, type BudgetClock, patience, realClock } from './budget'
import type { HttpAnswer, HttpRequest, Priority, VendorHttpConfig } from './http'
import type { HttpAccount } from './http-accounts'
import { exchange, isAccepted } from './http-exchange'
import { failureOf, type Outcome, outcomeOf } from './http-failure'
import { pathPattern } from './http-path-pattern'

/** What a test replaces. */
export interface HttpTools {
  clock: BudgetClock
  /** 0 up to 1. */
  random: () => number
}

export const realTools: HttpTools = { clock: realClock, random: () => Math.random() }

/** Milliseconds after which a call that has failed so far is not begun again. */
const longestCall: Record<Priority, number> = { interactive: 20_000, background: 300_000 }

export async function sendPatiently(
  config: VendorHttpConfig,
  request: HttpRequest,
  { budget, account, attempts }: { budget: Budget; account: HttpAccount; attempts: number },
  { clock, random }: HttpTools,
): Promise<HttpAnswer> {
  const { priority, vendor, access } = config
  const repeatable = request.repeatable ?? !['POST', 'PATCH'].includes(request.method)
  const started = clock.now()
  let renewed: AccessGrant | null = null
  for (let attempt = 1; ; attempt++) {
    const slot = await budget.take(priority)
    let grant: AccessGrant
    let outcome: Outcome
    try {
      grant = renewed ?? (await access.current())
      outcome = await attemptOnce(config, request, grant, attempt)
      // Before the place is given back: who waits for it is counted by what was learned.
      if (outcome.kind === 'answer') account.hear(config, request.bucket, outcome.answer.headers)
    } finally {
      slot.done()
    }
    const answer = outcome.kind === 'answer' ? outcome.answer : null
    if (answer !== null && isAccepted(answer, request)) return answer
    const refusal = answer === null ? null : (config.refusal?.(answer, request) ?? null)
    if (answer?.status === 401 && refusal === null) {
      if (renewed !== null) throw new CrmError('auth_expired', `${vendor} refuses the renewed token`)
      renewed = await access.renew(grant)
      continue
    }
    const { error, mayRepeat, wait, pause } = failureOf(vendor, outcome, refusal, repeatable, attempt)
    if (pause !== null) budget.pause(pause)
    const isTooLate = clock.now() - started > longestCall[priority]
    if (!mayRepeat || attempt >= attempts || (wait ?? 0) > patience[priority] || isTooLate) throw error
    await asleep(clock, (wait ?? 0) + backoff(attempt, random))
  }
}

/** Milliseconds with full jitter, so that callers that failed together do not come back together. */
const backoff = (attempt: number, random: () => number): number => random() * 200 * 2 ** (attempt - 1)

const asleep = (clock: BudgetClock, milliseconds: number): Promise<void> =>
  new Promise((resolve) => void clock.wait(milliseconds, resolve))

async function attemptOnce(
  config: VendorHttpConfig,
  request: HttpRequest,
  grant: AccessGrant,
  attempt: number,
): Promise<Outcome> {
  const started = performance.now()
  const outcome = await exchange(config, request, grant).then((answer): Outcome => ({ kind: 'answer', answer }), outcomeOf)
  log().debug(
    {
      vendor: config.vendor,
      account: config.account,
      method: request.method,
      path: pathPattern(request.path),
      status: outcome.kind === 'answer' ? outcome.answer.status : outcome.kind === 'final' ? outcome.error.reason : 'silence',
      ms: Math.round(performance.now() - started),
      attempt,
    },
    'vendor request',
  )
  return outcome
}
