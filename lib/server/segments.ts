// The segments of a shop for the person who is signed in.
import 'server-only'
import type { CustomerCount } from '@/lib/customers/customer-store'
import type { CustomerRule } from '@/lib/customers/rule'
import { countCustomers } from '@/lib/db/count-customers'
import { type CustomerSegments, findSegment, firstNames, listSegmentPage, segmentCap } from '@/lib/db/segment-list'
import { type CustomerWhy, explainCustomer } from '@/lib/db/segment-why'
import { writeSegments } from '@/lib/db/segment-tx'
import { tenantDb } from '@/lib/db/tenant-db'
import { readSegmentRule } from '@/lib/segments/read-segment-rule'
import type { SegmentKind } from '@/lib/segments/segment'
import type { SegmentCase } from '@/lib/segments/segment-store'
import type { DashboardContext } from './context'

export type { CustomerSegments }

export const segmentCaseOf = ({ shop, useCase: { actor } }: DashboardContext): SegmentCase => ({
  actor,
  segments: { write: (work) => writeSegments(shop.id, actor, work) },
})

export const getSegmentPage = ({ shop }: DashboardContext) => listSegmentPage(shop.id)
export const getSegment = ({ shop }: DashboardContext, id: string) => findSegment(shop.id, id)
export const getWhy = ({ shop }: DashboardContext, id: string): Promise<CustomerWhy | null> => explainCustomer(shop, id)

/** Milliseconds that a person who is building waits for a figure; longer, and it is estimated. */
const patience = 150

export interface SegmentPreview {
  total: CustomerCount
  /** null: finding them would have taken too long. */
  first: { id: string; firstName: string | null; lastName: string | null }[] | null
}

/** Of a rule that is not kept yet. Throws `invalid`. */
export async function previewRule({ shop }: DashboardContext, kind: SegmentKind, given: unknown): Promise<SegmentPreview> {
  const rule: CustomerRule = readSegmentRule(kind, given)
  const [total, first] = await Promise.all([
    tenantDb(shop.id).sql((sql) => countCustomers(sql, shop, { rule }, segmentCap)),
    firstNames(shop, rule, patience),
  ])
  return { total, first }
}
