// The demo shop's segments: everybody on the ladder, and two groups that a shop would make.
import 'server-only'
import type { CustomerRule } from '@/lib/customers/rule'
import type { Shop } from '@/lib/customers/use-case'
import { segmentRunStep } from '@/lib/db/segment-run'
import { writeSegments } from '@/lib/db/segment-tx'
import { createSegment } from '@/lib/segments/create-segment'

const groups: { name: string; rule: CustomerRule }[] = [
  {
    name: 'Fidèles joignables',
    rule: {
      match: 'all',
      parts: [
        { field: 'tag', operator: 'any', values: ['fidèle'] },
        {
          match: 'any',
          parts: [
            { field: 'consent.sms', operator: 'in', values: ['granted'] },
            { field: 'consent.email', operator: 'in', values: ['granted'] },
          ],
        },
      ],
    },
  },
  {
    name: 'À relancer',
    rule: {
      match: 'all',
      parts: [
        { field: 'orders', operator: 'atLeast', values: ['1'] },
        { field: 'lastOrder', operator: 'quiet', values: ['90'] },
      ],
    },
  },
]

/** With everybody in place: a newcomer sees a shop that has worked for a while. */
export async function openDemoSegments(shop: Shop, owner: string): Promise<void> {
  const actor = { kind: 'system' as const, id: null, name: owner }
  for (const group of groups)
    await createSegment(
      { actor, segments: { write: (work) => writeSegments(shop.id, actor, work) } },
      { kind: 'group', color: null, ...group },
    )
  let isMore = true
  while (isMore) isMore = await segmentRunStep(shop)
}
