// How a linked system fares, in the states that people are told apart.
import type { ConnectionView } from '@/lib/server/crm-settings'

/**
 * `refused`: the link is well, and did not take some changes. `error` passes by itself, `stuck` waits until somebody mends something there, `incomplete` misses a permission,
 * `expiring` and `reconnect_needed` want the link renewed.
 */
export type LinkState = 'connected' | 'sending' | 'refused' | 'incomplete' | 'expiring' | 'reconnect_needed' | 'error' | 'stuck'

/** Reasons that end without anybody doing anything. */
const passing = new Set<string | null>([null, 'unavailable', 'bad_response', 'rate_limited', 'daily_limit'])

export const missingScopes = (scopes: ConnectionView['scopes']): ConnectionView['scopes'] =>
  scopes.filter(({ needed, granted }) => needed && !granted)

export function linkState({
  status,
  reason,
  scopes,
  waiting,
  refused,
}: Pick<ConnectionView, 'status' | 'reason' | 'scopes' | 'waiting' | 'refused'>): LinkState {
  if (status === 'reconnect_needed') return status
  const saysScopes = status !== 'error' || reason === 'scopes_missing'
  if (saysScopes && missingScopes(scopes).length > 0) return 'incomplete'
  if (status === 'error') return passing.has(reason) ? 'error' : 'stuck'
  if (status === 'expiring') return status
  return refused > 0 ? 'refused' : waiting > 0 ? 'sending' : status
}

const withoutRenewal: ReadonlySet<LinkState> = new Set(['connected', 'sending', 'refused', 'error'])

/** Whether the ways to link again belong beside what is wrong. */
export const wantsRenewal = (state: LinkState): boolean => !withoutRenewal.has(state)
