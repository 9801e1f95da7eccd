// A customer's record for the person who looks at it.
import 'server-only'
import { readRecordFrame } from '@/lib/db/record-frame-repo'
import type { DashboardContext } from './context'

const shown = { notes: 1, orders: 5, duplicates: 3 }

/** Throws `not_found`. */
export const getRecordFrame = ({ shop }: DashboardContext, id: string) => readRecordFrame(shop, id, shown)
