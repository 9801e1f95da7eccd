// The address that leaves for a system's consent page: who asks for what, and what was typed before leaving.
import type { ConnectWay } from '@/lib/crm/vendor'
import type { CrmCard } from '@/lib/server/crm-settings'

export type ConnectField = CrmCard['fields'][number]

type Departure = {
  vendor: string
  role: 'primary' | 'source'
  /** The connection to renew; null for a new one. */
  connection?: string | null | undefined
  answers?: Readonly<Record<string, string>> | undefined
}

/** Empty answers are left out: the vendor's own default counts then. */
export function connectHref({ vendor, role, connection = null, answers = {} }: Departure): string {
  const query = new URLSearchParams({ role })
  if (connection !== null) query.set('connection', connection)
  for (const [name, value] of Object.entries(answers)) if (value.trim() !== '') query.set(name, value.trim())
  return `/auth/${encodeURIComponent(vendor)}/connect?${query.toString()}`
}

/** What a person gives for this way of connecting. */
export const fieldsOf = (fields: readonly ConnectField[], way: ConnectWay): ConnectField[] =>
  fields.filter((field) => field.way === null || field.way === way)
