// Every call of the REST API.
import * as customers from './customer-operations'
import { addNote, getStats, listActivities, listNotes, listOrders, logActivity, recordOrder } from './history-operations'
import { mergeCustomers, undoMerge } from './merge-operations'
import type { Operation } from './operation'
import * as profile from './profile-operations'

export const operations: readonly Operation[] = [
  ...Object.values(customers),
  listNotes,
  addNote,
  listActivities,
  logActivity,
  listOrders,
  recordOrder,
  getStats,
  ...Object.values(profile),
  mergeCustomers,
  undoMerge,
]
