// What goes over the wire: the shapes of answers, cut from the domain's own schemas.
import { z } from 'zod'
import { preferencesSchema } from '@/lib/consent/preferences'
import { activitySchema, customerSchema, customerStatsSchema, noteSchema, orderSchema } from '@/lib/customers/customer'

export const customerDto = customerSchema.omit({ lastContactAt: true, lastContactChannel: true })
export const noteDto = noteSchema.pick({ id: true, content: true, createdBy: true, createdAt: true })
export const activityDto = activitySchema.omit({ customerId: true })
export const orderDto = orderSchema.omit({ customerId: true })
export const statsDto = customerStatsSchema
export const preferencesDto = preferencesSchema

const pageOf = <S extends z.ZodType>(item: S) => z.object({ data: z.array(item), nextCursor: z.string().nullable() })

export const customerPage = pageOf(customerDto)
export const notePage = pageOf(noteDto)
export const activityPage = pageOf(activityDto)
export const orderPage = pageOf(orderDto)
export const tagPage = pageOf(z.string())

export const mergeDto = z.object({ mergeId: z.string(), customer: customerDto, moved: z.record(z.string(), z.int()) })
export const undoneMergeDto = z.object({ customer: customerDto, restored: customerDto })
