// Notes and interactions as completed tasks of a contact, written once, read back as they were.
// https://developer.salesforce.com/docs/atlas.en-us.260.0.object_reference.meta/object_reference/sforce_api_objects_task.htm
import { z } from 'zod'
import { toMetadata } from '@/lib/customers/create-customer'
import { type ActivityType, type CustomerActivity, type CustomerNote, noteContentSchema } from '@/lib/customers/customer'
import type { WriteOnce } from '@/lib/customers/customer-system'
import { newActivitySchema } from '@/lib/customers/log-interaction'
import { parseInput } from '@/lib/customers/parse-input'
import type { SalesforceAccount } from './account'
import { lastContactOf, toSalesforceFields } from './mapper'
import { cut } from './org-fields'
import type { SalesforceRecord } from './schema'
import { compare } from './soql'
import { readTask } from './task-data'
import { tasksOf, writeTask } from './write-task'

/** Throws `not_found`, `invalid` (`content`), `conflict`. */
export async function addNote(
  account: SalesforceAccount,
  contactId: string,
  text: string,
  createdBy: string,
  { idempotencyKey, at = new Date() }: WriteOnce,
): Promise<CustomerNote> {
  const { content } = parseInput(z.object({ content: noteContentSchema }), { content: text })
  await account.need(contactId)
  const subject = firstLine(content)
  const data = { kind: 'note' as const, author: createdBy }
  return noteOf(contactId, await writeTask(account, contactId, { subject, text: content, at, data }, idempotencyKey))
}

const firstLine = (text: string): string => {
  const [line = ''] = text.split('\n')
  return line.length > 80 ? `${cut(line, 79).trimEnd()}…` : line
}

/** When it happened, as we wrote it; for a task of somebody's the moment it was made. */
const timeOf = (task: SalesforceRecord): Date => new Date(readTask(task).data?.at ?? task.CreatedDate)

const newestFirst = (tasks: readonly SalesforceRecord[]): SalesforceRecord[] =>
  tasks
    .map((task) => ({ task, at: timeOf(task).getTime() }))
    .sort(
      (a, b) => b.at - a.at || b.task.CreatedDate.getTime() - a.task.CreatedDate.getTime() || (a.task.Id < b.task.Id ? 1 : -1),
    )
    .map(({ task }) => task)

function noteOf(customerId: string, task: SalesforceRecord): CustomerNote {
  const { text, data } = readTask(task)
  return {
    id: task.Id,
    customerId,
    content: text,
    createdBy: data?.author ?? 'Salesforce',
    createdAt: timeOf(task),
    updatedAt: task.SystemModstamp,
    version: task.SystemModstamp.getTime(),
  }
}

const isNote = (task: SalesforceRecord): boolean => readTask(task).data?.kind === 'note'

/** Newest first; empty for an unknown id. */
export async function listNotes(account: SalesforceAccount, contactId: string): Promise<CustomerNote[]> {
  if ((await account.find(contactId)) === null) return []
  const tasks = await tasksOf(account, compare('WhoId', '=', contactId))
  return newestFirst(tasks.filter(isNote)).map((task) => noteOf(contactId, task))
}

const contactTypes: readonly ActivityType[] = ['message_received', 'message_sent', 'call', 'visit']
const subjects: Readonly<Partial<Record<ActivityType, string>>> = {
  message_received: 'Message received',
  message_sent: 'Message sent',
  call: 'Call',
  visit: 'Visit',
  customer_merged: 'Merged with another contact',
}

/** The contact must be in turn. Throws `not_found`, `invalid`, `conflict`. */
export async function logInteraction(
  account: SalesforceAccount,
  contactId: string,
  given: { type: ActivityType; channel: string | null; metadata: Record<string, unknown> },
  { idempotencyKey, at = new Date() }: WriteOnce,
): Promise<CustomerActivity> {
  const activity = parseInput(newActivitySchema, given)
  const { type, channel } = activity
  const metadata = toMetadata(activity.metadata)
  const contact = await account.need(contactId)
  const subject = [subjects[type] ?? type.replaceAll('_', ' '), ...(channel === null ? [] : [channel])].join(' · ')
  const text = typeof metadata.message === 'string' ? metadata.message : ''
  const task = await writeTask(
    account,
    contactId,
    { subject, text, at, data: { kind: 'activity', type, channel, metadata } },
    idempotencyKey,
  )
  await touchContact(account, contact, { type, channel }, at)
  return activityOf(contactId, task)
}

/** The last contact, kept at the newest. */
async function touchContact(
  account: SalesforceAccount,
  contact: SalesforceRecord,
  { type, channel }: { type: ActivityType; channel: string | null },
  at: Date,
): Promise<void> {
  const [last] = lastContactOf(contact)
  if (channel === null || !contactTypes.includes(type) || (last !== undefined && last > at)) return
  await account.withFields(async (context) => {
    const fields = toSalesforceFields({ lastContact: { at, channel } }, context)
    // A line that is kept must not fail for the sake of a date beside it: another caller's change is told by its own.
    if (Object.keys(fields).length > 0) await account.client.update('Contact', contact.Id, fields, true)
  })
}

function activityOf(customerId: string, task: SalesforceRecord): CustomerActivity {
  const { text, data } = readTask(task)
  const isOurs = data?.kind === 'activity'
  const subject = typeof task.Subject === 'string' ? task.Subject : ''
  return {
    id: task.Id,
    customerId,
    type: data?.kind === 'note' ? 'note_added' : (data?.type ?? (task.TaskSubtype === 'Call' ? 'call' : 'other')),
    channel: data?.channel ?? null,
    description: isOurs ? cut(text, 2_000) : data?.kind === 'note' ? cut(text, 280) : cut(text === '' ? subject : text, 2_000),
    timestamp: timeOf(task),
    metadata: data?.metadata ?? {},
  }
}

/** Newest first, the contact's creation last; empty for an unknown id. */
export async function listActivities(account: SalesforceAccount, contactId: string, limit: number): Promise<CustomerActivity[]> {
  const contact = await account.find(contactId)
  if (contact === null) return []
  const lines = newestFirst(await tasksOf(account, compare('WhoId', '=', contactId))).map((task) => activityOf(contactId, task))
  const created: CustomerActivity = {
    id: `created-${contactId}`,
    customerId: contactId,
    type: 'customer_created',
    channel: null,
    description: '',
    timestamp: contact.CreatedDate,
    metadata: {},
  }
  return [...lines, created].slice(0, limit)
}

/** A contact's tasks, whoever made them, with what they count as. */
export async function historyOf(
  account: SalesforceAccount,
  contactId: string,
): Promise<{ id: string; kind: 'notes' | 'activities' }[]> {
  const tasks = await tasksOf(account, compare('WhoId', '=', contactId))
  return tasks.map((task) => ({ id: task.Id, kind: isNote(task) ? 'notes' : 'activities' }))
}
