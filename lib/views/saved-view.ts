// A view: the customer list under a name. Private to who made it, or shared with the shop.
import { z } from 'zod'
import type { ViewState } from './view-state'

export interface SavedView {
  id: string
  ownerId: string
  name: string
  shared: boolean
  state: ViewState
  version: number
  /** Who wrote it last. */
  updatedBy: string
}

export const viewIdSchema = z.string().min(1).max(100)
export const viewNameSchema = z.string().trim().min(1).max(60)
