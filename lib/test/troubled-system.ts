// A customer system that fails when told to: before a call has its effect, or after it, when only the answer is lost.
import type { CustomerSystem } from '@/lib/customers/customer-system'

export interface Call {
  method: string
  args: unknown[]
}

export type Trouble = { before: Error } | { after: Error } | null

/** `calls` are those that reached the system. `trouble` is asked at each of them. */
export function troubledSystem(
  inner: CustomerSystem,
  trouble: (call: Call) => Trouble | Promise<Trouble>,
): { system: CustomerSystem; calls: Call[] } {
  const calls: Call[] = []
  const system = new Proxy(inner, {
    get: (target, name) => {
      const value: unknown = Reflect.get(target, name, target)
      if (typeof value !== 'function') return value
      return async (...args: unknown[]): Promise<unknown> => {
        const call = { method: String(name), args }
        calls.push(call)
        const wrong = await trouble(call)
        if (wrong !== null && 'before' in wrong) throw wrong.before
        const answer: unknown = await Reflect.apply(value, target, args)
        if (wrong !== null) throw wrong.after
        return answer
      }
    },
  })
  return { system, calls }
}
