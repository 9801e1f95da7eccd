// Two of the mock's records become one.
import type { ConsentEntry } from '@/lib/consent/preferences'
import { newId } from '@/lib/shared/ids'
import type { MockRecord, MockTenant } from './mock-tenant'

/** The winner's fields win and its empty ones are filled; every child goes over; the stricter consent stays. */
export function mergeMock(tenant: MockTenant, winner: MockRecord, loser: MockRecord): Record<string, number> {
  const moved = {
    handles: loser.handles.length,
    tags: [...loser.tags.keys()].filter((key) => !winner.tags.has(key)).length,
    notes: loser.notes.length,
    activities: loser.activities.length,
    messages: 0,
    orders: loser.orders.length,
    consents: loser.consents.length,
    links: 0,
  }
  const refusals = strictest(winner, loser)
  const { fields } = winner
  fields.firstName ??= loser.fields.firstName
  fields.lastName ??= loser.fields.lastName
  fields.preferredChannel ??= loser.fields.preferredChannel
  fields.segment ??= loser.fields.segment
  fields.metadata = { ...loser.fields.metadata, ...fields.metadata }
  const contacts = [winner.lastContact, loser.lastContact].filter((contact) => contact !== null)
  winner.lastContact = contacts.sort((a, b) => b.at.getTime() - a.at.getTime())[0] ?? null
  const primaries = new Set(winner.handles.filter((handle) => handle.isPrimary).map((handle) => handle.kind))
  winner.handles.push(
    ...loser.handles.splice(0).map((handle) => ({ ...handle, isPrimary: handle.isPrimary && !primaries.has(handle.kind) })),
  )
  for (const [key, name] of loser.tags) winner.tags.set(key, name)
  for (const kind of ['notes', 'activities', 'orders'] as const) for (const child of loser[kind]) child.customerId = fields.id
  winner.notes.push(...loser.notes.splice(0))
  winner.activities.push(...loser.activities.splice(0))
  winner.orders.push(...loser.orders.splice(0))
  winner.consents.push(...loser.consents.splice(0))
  const at = tenant.now()
  winner.consents.push(...refusals.map((refusal) => ({ ...refusal, id: newId(), source: 'merge', at })))
  loser.deleted = true
  tenant.changed(winner)
  tenant.changed(loser)
  return moved
}

/** Refusals that the other side's later agreement would hide. */
function strictest(winner: MockRecord, loser: MockRecord): ConsentEntry[] {
  const newest = (record: MockRecord) => {
    const lines = [...record.consents].sort((a, b) => a.at.getTime() - b.at.getTime())
    return new Map(lines.map((line) => [`${line.channel} ${line.purpose}`, line]))
  }
  const others = newest(loser)
  return [...newest(winner)].flatMap(([key, mine]) => {
    const theirs = others.get(key)
    if (theirs === undefined || theirs.state === mine.state) return []
    const [refusal, agreement] = mine.state === 'denied' ? [mine, theirs] : [theirs, mine]
    return refusal.at > agreement.at ? [] : [refusal]
  })
}
