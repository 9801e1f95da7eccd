// Whether news of the shop is news for a page.

/** As lib/server/live-stream.ts sends it. */
export interface LiveNews {
  kind: string
  customerId: string
  importId: string
  bulkId: string
}

/** Only changes of this customer count, or only news of this import or bulk action; without any every change in the shop does. */
interface PageSubject {
  customerId?: string | undefined
  importId?: string | undefined
  bulkId?: string | undefined
}

/** An import or a bulk action tells of each of its batches by itself, and of its customers at its end: only then do other pages look again. */
export function concernsPage({ kind, ...of }: LiveNews, { customerId, importId, bulkId }: PageSubject): boolean {
  if (kind === 'missed') return true
  if (importId !== undefined) return of.importId === importId
  if (bulkId !== undefined) return of.bulkId === bulkId
  if (kind === 'customers') return true
  return kind !== 'import' && kind !== 'bulk' && (customerId === undefined || of.customerId === customerId)
}
