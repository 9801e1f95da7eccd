// The ladder that every shop starts with.
import { z } from 'zod'
import { sqlOf } from './sql-of'
import type { PrismaTx } from './tenant-db'

/** In the transaction that makes the shop. */
export const makeSegmentLevels = async (tx: PrismaTx, tenantId: string): Promise<void> => {
  await sqlOf(tx).rows(z.unknown(), 'select make_segment_levels($1)::text', [tenantId])
}
