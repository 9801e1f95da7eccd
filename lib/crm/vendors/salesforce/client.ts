// Salesforce's calls, one method each: objects and queries in, parsed records out.
// https://developer.salesforce.com/docs/platform/api-rest/guide/
import { z } from 'zod'
import { CrmError } from '@/lib/shared/errors'
import type { Access } from '../../access'
import { createVendorHttp, type HttpAnswer, type HttpRequest, parseAnswer, type Priority, type VendorHttp } from '../../http'
import { noteUsage, refuseWhenUsedUp } from './daily-budget'
import { isSalesforceUrl, ownOrigins } from './hosts'
import type { OrgMemory } from './org-memory'
import { keyGone, refusalOf } from './refusal'
import {
  deletedSchema,
  type DescribedField,
  describeSchema,
  queryPageSchema,
  recordSchema,
  rowResultSchema,
  type SalesforceRecord,
  savedSchema,
  searchSchema,
  versionsSchema,
} from './schema'
import { fieldName, type Find, find, isSalesforceId, type Select, select } from './soql'

export type ObjectName = 'Contact' | 'Task'

export interface ClientConfig {
  access: Access
  account: string
  priority: Priority
  timeout: number
  /** Such as `v66.0`; null: the newest that the org offers and this folder was written for. */
  apiVersion: string | null
  memory: OrgMemory
}

/** The newest version that this folder was tried with; an org offers old ones for three years. */
const newestKnown = 68
/** Below it an upsert answers without saying what it made. */
const oldestKnown = 46

/** What one row of a collection came to. */
export type RowResult = { ok: true; id: string; created: boolean } | { ok: false; code: string; fields: string[] }

/** Records in one collection call. https://developer.salesforce.com/docs/platform/api-rest/guide/resources-composite-sobjects-collections.html */
export const collectionSize = 200

const seen = <S extends z.ZodType>(schema: S, answer: HttpAnswer): z.output<S> => parseAnswer('salesforce', schema, answer)

/** Every field that was asked for is there, empty ones as null: one bad record spoils the answer, nothing is partial. */
function recordsOf(values: readonly unknown[], fields: readonly string[]): SalesforceRecord[] {
  const parsed = z.array(recordSchema).safeParse(values)
  if (!parsed.success || parsed.data.some((record) => fields.some((name) => !(name in record))))
    throw new CrmError('bad_response', 'salesforce answered with records of another shape')
  return parsed.data
}

/** Failures are CrmErrors as lib/crm/http.ts says them; `params.code` is Salesforce's own word for it. */
export class SalesforceClient {
  readonly #http: VendorHttp
  readonly #config: ClientConfig

  constructor(config: ClientConfig) {
    this.#config = config
    this.#http = createVendorHttp({
      vendor: 'salesforce',
      account: config.account,
      access: config.access,
      apiUrl: ({ apiUrl }) => apiUrl ?? '',
      allows: isSalesforceUrl,
      ownOrigins: ownOrigins(),
      // Salesforce states a limit a day and one for long calls at once; 25 a second, in bursts, is for courtesy.
      limits: { default: { requests: 250, per: 10_000 } },
      timeout: config.timeout,
      priority: config.priority,
      refusal: refusalOf,
    })
  }

  async #send(request: HttpRequest): Promise<HttpAnswer> {
    const { account, priority } = this.#config
    refuseWhenUsedUp(account, priority)
    const answer = await this.#http.send(request)
    noteUsage(account, answer.headers['sforce-limit-info'])
    return answer
  }

  async #data(request: HttpRequest): Promise<HttpAnswer> {
    return this.#send({ ...request, path: `/services/data/${await this.version()}${request.path}` })
  }

  /** Such as `v66.0`. */
  version(): Promise<string> {
    const { apiVersion, memory } = this.#config
    return apiVersion === null ? memory.version(() => this.#discover()) : Promise.resolve(apiVersion)
  }

  async #discover(): Promise<string> {
    const offered = seen(versionsSchema, await this.#send({ method: 'GET', path: '/services/data/' }))
    const fits = offered
      .map(({ version }) => Number(version))
      .filter((version) => version >= oldestKnown && version <= newestKnown)
    if (fits.length === 0) throw new CrmError('unsupported', 'The org offers no version of the API that is known here')
    return `v${Math.max(...fits).toFixed(1)}`
  }

  async describe(object: ObjectName): Promise<DescribedField[]> {
    return seen(describeSchema, await this.#data({ method: 'GET', path: `/sobjects/${object}/describe` })).fields
  }

  /** Null for a missing or deleted record. */
  async get(object: ObjectName, id: string, fields: readonly string[]): Promise<SalesforceRecord | null> {
    if (!isSalesforceId(id)) return null
    const answer = await this.#data({
      method: 'GET',
      path: `/sobjects/${object}/${id}`,
      query: { fields: fields.map(fieldName).join(',') },
      accept: [404],
    })
    return answer.status === 404 ? null : (recordsOf([seen(z.unknown(), answer)], fields)[0] ?? null)
  }

  /** @param repeatable the body has a unique value of ours, so that a second creation is refused */
  async create(
    object: ObjectName,
    body: Record<string, unknown>,
    { repeatable, insist = false }: { repeatable: boolean; insist?: boolean },
  ): Promise<string> {
    const answer = await this.#data({
      method: 'POST',
      path: `/sobjects/${object}`,
      json: body,
      repeatable,
      headers: duplicateRule(insist),
    })
    return seen(savedSchema, answer).id
  }

  /** Setting the same values again does no harm. Throws `not_found`. */
  async update(object: ObjectName, id: string, body: Record<string, unknown>, insist = false): Promise<void> {
    await this.#data({
      method: 'PATCH',
      path: `/sobjects/${object}/${id}`,
      json: body,
      repeatable: true,
      headers: duplicateRule(insist),
    })
  }

  /** By an external id of ours. Throws `conflict` when several records have it. */
  async upsert(object: ObjectName, field: string, value: string, body: Record<string, unknown>): Promise<string> {
    const answer = await this.#data({
      method: 'PATCH',
      path: `/sobjects/${object}/${fieldName(field)}/${encodeURIComponent(value)}`,
      json: body,
      repeatable: true,
      accept: [300],
    }).catch(keyGone)
    if (answer.status === 300)
      throw new CrmError('conflict', 'Several records have this id of ours', { params: { code: 'SEVERAL' } })
    return seen(savedSchema, answer).id
  }

  /** Soft. An id that is gone already is fine: a first attempt may have done it. */
  async remove(object: ObjectName, id: string): Promise<void> {
    await this.#data({ method: 'DELETE', path: `/sobjects/${object}/${id}`, accept: [404] })
  }

  /** One call for at most 200 records; each has its own result, in the order given. */
  async updateMany(object: ObjectName, rows: readonly Record<string, unknown>[]): Promise<RowResult[]> {
    return this.#collection(`/composite/sobjects`, object, rows)
  }

  /** One call for at most 200 records, found by `field` in each. */
  async upsertMany(object: ObjectName, field: string, rows: readonly Record<string, unknown>[]): Promise<RowResult[]> {
    return this.#collection(`/composite/sobjects/${object}/${fieldName(field)}`, object, rows).catch(keyGone)
  }

  async #collection(path: string, type: ObjectName, rows: readonly Record<string, unknown>[]): Promise<RowResult[]> {
    if (rows.length === 0) return []
    const answer = await this.#data({
      method: 'PATCH',
      path,
      json: { allOrNone: false, records: rows.map((row) => ({ attributes: { type }, ...row })) },
      repeatable: true,
    })
    const results = seen(z.array(rowResultSchema).length(rows.length), answer)
    return results.map(({ id, success, created = false, errors }) => {
      if (success && id != null) return { ok: true, id, created }
      const [error] = errors
      return { ok: false, code: error?.statusCode ?? 'UNKNOWN', fields: error?.fields ?? [] }
    })
  }

  /** All rows of a query, whatever the size of its pages. `deleted`: those in the recycle bin too. */
  async query(given: Select, deleted = false): Promise<SalesforceRecord[]> {
    let page = seen(queryPageSchema, await this.#ask(given, deleted))
    const records = [...page.records]
    while (!page.done) {
      page = seen(queryPageSchema, await this.#send({ method: 'GET', path: page.nextRecordsUrl }))
      records.push(...page.records)
    }
    return recordsOf(records, given.fields)
  }

  /**
   * The rows of one answer, those in the recycle bin too: up to 2,000, fewer where they are long. `isWhole`: there are no
   * more. `at` is the org's clock when it answered, in milliseconds.
   */
  async firstRows(given: Select): Promise<{ records: SalesforceRecord[]; at: number; isWhole: boolean }> {
    const answer = await this.#ask(given, true)
    const { records, done } = seen(queryPageSchema, answer)
    const at = Date.parse(answer.headers.date ?? '')
    return { records: recordsOf(records, given.fields), at: Number.isNaN(at) ? Date.now() : at, isWhole: done }
  }

  #ask(given: Select, deleted: boolean): Promise<HttpAnswer> {
    return this.#data({ method: 'GET', path: deleted ? '/queryAll' : '/query', query: { q: select(given) } })
  }

  /** Values as they come, for objects without our common fields. */
  async queryValues<S extends z.ZodType>(schema: S, given: Select): Promise<z.output<S>[]> {
    const page = seen(queryPageSchema, await this.#ask(given, false))
    const parsed = z.array(schema).safeParse(page.records)
    if (!parsed.success) throw new CrmError('bad_response', 'salesforce answered with records of another shape')
    return parsed.data
  }

  /** Ids of what the index has. It lags: these are candidates, and prove no absence. */
  async search(given: Omit<Find, 'fields'>): Promise<string[]> {
    const answer = await this.#data({ method: 'GET', path: '/search', query: { q: find({ ...given, fields: ['Id'] }) } })
    return seen(searchSchema, answer).searchRecords.map(({ Id }) => Id)
  }

  /** Deletions of the last 15 days, purged ones too; `earliest`: before it they are no longer known. */
  async deleted(object: ObjectName, start: Date, end: Date): Promise<{ gone: { id: string; at: Date }[]; earliest: Date }> {
    const answer = await this.#data({
      method: 'GET',
      path: `/sobjects/${object}/deleted/`,
      query: { start: toSecond(start), end: toSecond(end) },
    })
    const { deletedRecords, earliestDateAvailable } = seen(deletedSchema, answer)
    return { gone: deletedRecords.map(({ id, deletedDate }) => ({ id, at: deletedDate })), earliest: earliestDateAvailable }
  }
}

const toSecond = (at: Date): string => `${at.toISOString().slice(0, 19)}Z`

/** https://developer.salesforce.com/docs/platform/api-rest/guide/headers-duplicaterules.html */
const duplicateRule = (insist: boolean): Record<string, string> =>
  insist ? { 'Sforce-Duplicate-Rule-Header': 'allowSave=true; includeRecordDetails=false; runAsCurrentUser=true' } : {}
