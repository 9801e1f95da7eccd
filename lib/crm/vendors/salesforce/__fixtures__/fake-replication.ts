// What was deleted or changed in a span of time: deletions of 15 days, changes of 30.
// https://developer.salesforce.com/docs/platform/api-rest/guide/resources-getdeleted.html
import type { FakeObject } from './fake-fields'
import type { FakeOrg } from './fake-org'
import { Refusal } from './fake-values'

export function replication(org: FakeOrg, object: FakeObject, what: 'deleted' | 'updated', query: URLSearchParams): Record<string, unknown> {
  const [start, end] = [Date.parse(query.get('start') ?? ''), Date.parse(query.get('end') ?? '')]
  const now = org.now()
  const wire = (at: number) => new Date(at).toISOString().replace('Z', '+0000')
  if (Number.isNaN(start) || Number.isNaN(end) || end - start < 60_000)
    throw new Refusal(400, 'INVALID_REPLICATION_DATE', 'startDate should be at least one minute greater than endDate')
  const days = what === 'deleted' ? 15 : 30
  if (start < now - 30 * 86_400_000) throw new Refusal(400, 'INVALID_REPLICATION_DATE', 'startDate cannot be more than 30 days ago')
  const latestDateCovered = wire(Math.min(end, now))
  if (what === 'updated') {
    const ids = org.all(object).filter((row) => row.deletedAt === null && row.stamp >= start && row.stamp <= end)
    return { ids: ids.map(({ id }) => id), latestDateCovered }
  }
  const rows = org.all(object).flatMap(({ id, deletedAt }) => (deletedAt !== null && deletedAt >= start && deletedAt <= end ? [{ id, deletedDate: wire(deletedAt) }] : []))
  return { deletedRecords: rows, earliestDateAvailable: wire(now - days * 86_400_000), latestDateCovered }
}
