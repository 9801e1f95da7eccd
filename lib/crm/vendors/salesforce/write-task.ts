// A contact's tasks: written once a key, closed in the org's own words, read with the archived ones.
import { z } from 'zod'
import { CrmError } from '@/lib/shared/errors'
import type { SalesforceAccount } from './account'
import { cut, type OrgFields } from './org-fields'
import { taskFields } from './own-fields'
import { digest, ownId } from './own-id'
import { codeIn } from './refusal'
import type { SalesforceRecord } from './schema'
import { all, compare, type Soql } from './soql'
import { readTask, type TaskData, taskBody } from './task-data'

/** Tasks of a contact that are looked at; Salesforce's own time line shows fewer. */
const most = 2_000

const columns = (fields: OrgFields): string[] => [
  'Id',
  'CreatedDate',
  'SystemModstamp',
  ...fields.present(['WhoId', 'Subject', 'Description', 'TaskSubtype', 'ActivityDate', taskFields.id, taskFields.data]),
]

/** Runs `work` with the org's task fields; once more with fresh ones when it refuses a field. */
async function withTaskFields<T>(account: SalesforceAccount, work: (fields: OrgFields) => Promise<T>): Promise<T> {
  return account.withFields(async () => work(await account.taskFields()))
}

/** Archived ones too. Newest first by when they were made. */
export function tasksOf(account: SalesforceAccount, where: Soql): Promise<SalesforceRecord[]> {
  return withTaskFields(account, async (fields) => {
    const asked = {
      fields: columns(fields),
      from: 'Task',
      where: all(where, compare('IsDeleted', '=', false)),
      orderBy: ['CreatedDate', 'Id'],
      descending: true,
      limit: most,
    }
    return account.client.query(asked, true)
  })
}

/** The status that closes a task in this org: names are its own. */
async function closedStatus(account: SalesforceAccount, fields: OrgFields): Promise<string> {
  const values = fields.get('Status')?.picklistValues.map(({ value }) => value) ?? []
  if (values.length === 0 || values.includes('Completed')) return 'Completed'
  const asked = { fields: ['ApiName'], from: 'TaskStatus', where: compare('IsClosed', '=', true), limit: 1 }
  const [closed] = await account.client.queryValues(z.object({ ApiName: z.string() }), asked)
  return closed?.ApiName ?? values[0] ?? 'Completed'
}

interface NewTask {
  subject: string
  text: string
  at: Date
  data: Omit<TaskData, 'key' | 'fingerprint' | 'at'>
}

/**
 * One task a key. With our unique field an upsert may be repeated; without it, the contact's tasks are read for our line
 * before anything is sent again. Throws `conflict` `idempotency_key_reused`.
 */
export async function writeTask(
  account: SalesforceAccount,
  whoId: string,
  task: NewTask,
  idempotencyKey: string | undefined,
): Promise<SalesforceRecord> {
  const key = ownId(idempotencyKey)
  const { subject, text, at, data } = task
  const own: TaskData = { ...data, key, fingerprint: digest(JSON.stringify([whoId, subject, text, data])), at: at.toISOString() }
  const before = (): Promise<SalesforceRecord | null> =>
    withTaskFields(account, async (fields) => {
      const isUnique = fields.isUnique(taskFields.id)
      const rows = await tasksOf(account, isUnique ? compare(taskFields.id, '=', key) : compare('WhoId', '=', whoId))
      const found = rows.find((row) => isUnique || readTask(row).data?.key === key)
      if (found === undefined) return null
      if (readTask(found).data?.fingerprint !== own.fingerprint)
        throw new CrmError('conflict', 'The idempotency key was used for something else', { reason: 'idempotency_key_reused' })
      return found
    })
  const write = () =>
    withTaskFields(account, async (fields) => {
      const priority = fields.get('Priority')?.picklistValues.some(({ value }) => value === 'Normal') === true
      const body = {
        ...{ Subject: cut(subject, fields.length('Subject')), WhoId: whoId, ActivityDate: own.at.slice(0, 10) },
        Status: await closedStatus(account, fields),
        ...(priority ? { Priority: 'Normal' } : {}),
        ...taskBody(text, own, fields),
      }
      if (fields.isUnique(taskFields.id)) return account.client.upsert('Task', taskFields.id, key, body)
      return account.client.create('Task', body, { repeatable: false })
    })
  // Keys are in turn in this process: where nothing is unique, twins would not see each other.
  return account.inTurn(`task ${key}`, async () => {
    const kept = idempotencyKey === undefined ? null : await before()
    if (kept !== null) return kept
    for (let attempt = 1; ; attempt++)
      try {
        const id = await write()
        const read = await withTaskFields(account, (fields) => account.client.get('Task', id, columns(fields)))
        if (read === null) throw new CrmError('bad_response', 'Salesforce does not have what it made')
        return read
      } catch (error) {
        const isOpen = error instanceof CrmError && (error.reason === 'outcome_unknown' || codeIn(error) === 'DUPLICATE_VALUE')
        if (!isOpen || attempt > 2) throw error
        const made = await before()
        if (made !== null) return made
      }
  })
}
