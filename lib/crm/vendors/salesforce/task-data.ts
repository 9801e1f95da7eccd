// What a task of ours is beyond Salesforce's own fields: in our field, or, in an org without it, in the description's last line.
import { z } from 'zod'
import { activityTypeSchema, metadataSchema } from '@/lib/customers/customer'
import { cut, type OrgFields } from './org-fields'
import { taskFields } from './own-fields'
import { textOf, type Values } from './person'

export const taskDataSchema = z.object({
  kind: z.enum(['note', 'activity']),
  /** Ours for the task; found again by it where there is no field for it. */
  key: z.string(),
  fingerprint: z.string(),
  at: z.iso.datetime(),
  author: z.string().optional(),
  type: activityTypeSchema.optional(),
  channel: z.string().nullable().optional(),
  metadata: metadataSchema.optional(),
})
export type TaskData = z.output<typeof taskDataSchema>

const writtenData = taskDataSchema.nullable().catch(null)

const marker = '\n\n[Coccinelle] '

/** Text and data of a task. `data` null: somebody made it in Salesforce. */
export function readTask(task: Values): { text: string; data: TaskData | null } {
  const body = textOf(task, 'Description') ?? ''
  const own = parsed(textOf(task, taskFields.data))
  if (own !== null) return { text: body, data: own }
  const at = body.lastIndexOf(marker)
  const data = at === -1 ? null : parsed(body.slice(at + marker.length))
  return data === null ? { text: body, data: null } : { text: body.slice(0, at), data }
}

function parsed(text: string | null): TaskData | null {
  try {
    return writtenData.parse(JSON.parse(text ?? 'null'))
  } catch {
    return null
  }
}

/** Description and our field. What is too long for the org goes from the metadata first, then from the text's end. */
export function taskBody(text: string, data: TaskData, fields: OrgFields): Record<string, string> {
  const most = fields.length('Description')
  const { metadata: _metadata, ...bare } = data
  const room = fields.isWritable(taskFields.data) ? fields.length(taskFields.data) : 0
  const fitting = [data, bare].map((one) => JSON.stringify(one)).find((json) => json.length <= room)
  if (fitting !== undefined) return { Description: cut(text, most), [taskFields.data]: fitting }
  const whole = `${text}${marker}${JSON.stringify(data)}`
  if (whole.length <= most) return { Description: whole }
  const line = `${marker}${JSON.stringify(bare)}`
  return { Description: `${cut(text, most - line.length)}${line}` }
}
