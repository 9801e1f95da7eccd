// A toy vendor, to try the contract itself: the mock behind a pretended HTTP, with tokens, limits and failures, and with
// some capabilities missing. It is no model for a real client; lib/crm/http.ts will be.
import type { Capabilities, Capability, CustomerSystem } from '@/lib/customers/customer-system'
import { CrmError, unsupported } from '@/lib/shared/errors'
import { newId } from '@/lib/shared/ids'
import { mockCapabilities } from '../vendors/mock/adapter'
import type { HttpFault, HttpTransport } from './world'

export const toyCapabilities: Capabilities = {
  ...mockCapabilities,
  merge: false,
  stats: false,
  changes: false,
  delete: false,
  optimisticConcurrency: false,
}

const needs: Record<string, Capability> = {
  mergeCustomers: 'merge',
  getStats: 'stats',
  changesSince: 'changes',
  deleteCustomer: 'delete',
}

interface Answer {
  status: number
  headers: Record<string, string>
  body: string
  value?: unknown
}

/** The far side: answers with the mock's result, or as it was told to. */
export class ToyServer implements HttpTransport {
  #accepted: string | null = newId()
  #refresh: string | null = newId()
  #faults: HttpFault[] = []
  #requests = 0
  #refreshes = 0
  readonly #secrets = [this.#accepted ?? '', this.#refresh ?? '']
  readonly log: string[] = []

  currentToken = () => this.#accepted
  refreshToken = () => this.#refresh
  requests = () => this.#requests
  refreshes = () => this.#refreshes
  secrets = () => this.#secrets.filter((secret) => secret !== '')
  logged = () => this.log.join('\n')

  fail(fault: HttpFault, times: number): void {
    this.#faults = Array.from({ length: times }, () => fault)
  }

  expireToken(refreshable: boolean): void {
    this.#accepted = null
    if (!refreshable) this.#refresh = null
  }

  async renew(refreshToken: string | null): Promise<string | null> {
    this.#refreshes += 1
    await new Promise((resolve) => setTimeout(resolve, 5))
    if (this.#refresh === null || refreshToken !== this.#refresh) return null
    this.#accepted = newId()
    this.#secrets.push(this.#accepted)
    return this.#accepted
  }

  async request(token: string | null, work: () => Promise<unknown>): Promise<Answer> {
    this.#requests += 1
    await new Promise((resolve) => setTimeout(resolve, 1))
    const fault = this.#faults.shift()
    if (fault !== undefined) {
      if (typeof fault.answer === 'string') throw new Error(`socket ${fault.answer}`)
      return { status: fault.answer, headers: fault.headers ?? {}, body: fault.body ?? '' }
    }
    if (token === null || token !== this.#accepted) return { status: 401, headers: {}, body: '' }
    return { status: 200, headers: {}, body: '{"ok":true}', value: await work() }
  }
}

/** The near side. */
export function toySystem(inner: CustomerSystem, server: ToyServer): CustomerSystem {
  let token = server.currentToken()
  let renewing: Promise<string | null> | undefined
  const renewed = () => (renewing ??= server.renew(server.refreshToken()).finally(() => (renewing = undefined)))

  const send = async (work: () => Promise<unknown>): Promise<unknown> => {
    for (let attempt = 1; ; attempt++) {
      const used = token
      const answer = await server.request(used, work).catch((cause: unknown) => {
        throw cause instanceof CrmError ? cause : new CrmError('unavailable', 'The system does not answer', { cause })
      })
      server.log.push(`answer ${answer.status}`)
      if (answer.status === 401 && attempt === 1) {
        if (token === used) token = await renewed()
        if (token !== null) continue
      }
      if (answer.status === 401) throw new CrmError('auth_expired', 'The connection must be made again')
      if (answer.status === 403) throw new CrmError('forbidden', 'The system refuses')
      if (answer.status === 429) {
        const retryAfter = Number(answer.headers['retry-after'] ?? 1)
        if (attempt >= 3 || retryAfter > 5) throw new CrmError('rate_limited', 'Too many requests', { retryAfter })
        await new Promise((resolve) => setTimeout(resolve, retryAfter * 1_000))
        continue
      }
      if (answer.status >= 500) throw new CrmError('unavailable', `The system answered ${answer.status}`)
      if (!isWhole(answer.body)) throw new CrmError('bad_response', 'The answer cannot be read')
      return answer.value
    }
  }

  return new Proxy(inner, {
    get: (target, name: keyof CustomerSystem) => {
      if (name === 'type') return 'toy'
      if (name === 'capabilities') return toyCapabilities
      if (name === 'testConnection')
        return () =>
          send(() => target.testConnection()).catch((error: unknown) => ({
            ok: false,
            detail: error instanceof CrmError ? error.code : '',
          }))
      const missing = needs[name]
      return async (...given: unknown[]) => {
        if (missing !== undefined) throw unsupported('toy', missing)
        if (name === 'updateCustomer' && given[2] !== undefined) throw unsupported('toy', 'optimisticConcurrency')
        return send(() => (target[name] as (...args: unknown[]) => Promise<unknown>).apply(target, given))
      }
    },
  })
}

function isWhole(body: string): boolean {
  try {
    return (JSON.parse(body) as { ok?: unknown } | null)?.ok === true
  } catch {
    return false
  }
}
