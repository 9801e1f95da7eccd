// Job `keep-segment-days`: each shop's segments are counted once a day, soon after its own midnight.
import 'server-only'
import { keepSegmentDay } from '@/lib/db/segment-day-repo'
import { findShop, tenantIds } from '@/lib/db/tenant-repo'
import { log } from '@/lib/shared/log'

/** Asked often and mostly in vain: a missed night is made up for, and a new shop has its first figures at once. */
export async function keepSegmentDaysJob(): Promise<void> {
  for (const tenantId of await tenantIds()) {
    try {
      const shop = await findShop(tenantId)
      const segments = shop === null ? 0 : await keepSegmentDay(shop)
      if (segments > 0) log().info({ tenantId, segments }, 'kept the day’s segments')
    } catch (error) {
      // A shop that fails keeps no other from its turn.
      log().error({ err: error, tenantId }, 'the day’s segments could not be kept')
    }
  }
}
