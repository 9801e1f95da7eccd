// The fake's REST paths under /services/data/vXX.0: objects, collections, queries, searches, replication, limits.
import { z } from 'zod'
import { describeField, type FakeObject } from './fake-fields'
import { longId } from './fake-ids'
import type { FakeOrg, FakeRow } from './fake-org'
import { Refusal } from './fake-values'
import { replication } from './fake-replication'
import { parseSosl, runSosl } from './fake-sosl'
import { runSoql } from './fake-soql'

export interface FakeRequest {
  method: string
  path: string
  query: URLSearchParams
  headers: Record<string, string>
  body: unknown
}
export interface FakeAnswer {
  status: number
  body: unknown
}

/** https://developer.salesforce.com/docs/platform/api-rest/guide/resources-search-parameterized.html */
const parameterized = z.object({
  q: z.string(),
  in: z.enum(['ALL', 'NAME', 'EMAIL', 'PHONE']).default('ALL'),
  sobjects: z.array(z.object({ name: z.string(), fields: z.array(z.string()).default(['Id']) })).length(1),
  overallLimit: z.int().default(200),
})

type Json = Record<string, unknown>
const isJson = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value)
const objectOf = (name: string): FakeObject => {
  if (name !== 'Contact' && name !== 'Task') throw new Refusal(404, 'NOT_FOUND', 'The requested resource does not exist')
  return name
}

interface Locator {
  object: FakeObject
  fields: string[]
  rows: FakeRow[]
}

export class FakeApi {
  readonly #org: FakeOrg
  readonly #locators = new Map<string, Locator>()
  constructor(org: FakeOrg) {
    this.#org = org
  }

  answer(request: FakeRequest): FakeAnswer {
    try {
      return this.#route(request)
    } catch (error) {
      if (error instanceof Refusal) return { status: error.status, body: [errorBody(error)] }
      throw error
    }
  }

  #route(request: FakeRequest): FakeAnswer {
    const match = /^\/services\/data\/v(\d+\.\d)\/(.*?)\/?$/.exec(request.path)
    const [, version = '', rest = ''] = match ?? []
    if (match === null || !this.#org.versions.includes(version)) throw new Refusal(404, 'NOT_FOUND', 'The requested resource does not exist')
    const [first = '', ...parts] = rest.split('/').map(decodeURIComponent)
    switch (first) {
      case 'sobjects':
        return this.#objects(request, version, parts)
      case 'composite':
        return this.#collections(request, parts)
      case 'query':
      case 'queryAll':
        return this.#query(request, version, first === 'queryAll', parts[0])
      case 'search':
        return this.#search(version, parseSosl(request.query.get('q') ?? ''))
      case 'parameterizedSearch':
        return this.#parameterized(request, version)
      case 'limits':
        return { status: 200, body: { DailyApiRequests: { Max: this.#org.usage.of, Remaining: this.#org.usage.of - this.#org.usage.used } } }
      default:
        throw new Refusal(404, 'NOT_FOUND', 'The requested resource does not exist')
    }
  }

  #record(row: FakeRow, fields: readonly string[], version: string): Json {
    return {
      attributes: { type: row.object, url: `/services/data/v${version}/sobjects/${row.object}/${row.id}` },
      ...Object.fromEntries(fields.map((name) => [name, this.#org.value(row, name)])),
    }
  }

  #fieldList(object: FakeObject, given: string | null): string[] {
    const names = given === null ? [...this.#org.fields[object].keys()] : given.split(',')
    for (const name of names)
      if (this.#org.field(object, name) === undefined) throw new Refusal(400, 'INVALID_FIELD', `No such column '${name}' on entity '${object}'`)
    return given === null ? names : [...new Set([...names, 'Id'])]
  }

  #objects({ method, query, body, headers }: FakeRequest, version: string, [name = '', second, third]: string[]): FakeAnswer {
    const object = objectOf(name)
    const insist = /allowSave\s*=\s*true/i.test(headers['sforce-duplicate-rule-header'] ?? '')
    const given = () => {
      if (!isJson(body)) throw new Refusal(400, 'JSON_PARSER_ERROR', 'The HTTP entity body is required, but this request has no entity body.')
      return body
    }
    if (second === undefined) {
      if (method !== 'POST') return { status: 200, body: { objectDescribe: { name: object }, recentItems: [] } }
      return { status: 201, body: { id: this.#org.create(object, given(), insist).id, success: true, errors: [] } }
    }
    if (second === 'describe')
      return { status: 200, body: { name: object, custom: false, createable: true, queryable: true, fields: [...this.#org.fields[object].values()].map(describeField) } }
    if (second === 'deleted' || second === 'updated') return { status: 200, body: replication(this.#org, object, second, query) }
    if (third !== undefined) return this.#byKey(object, second, third, method, query, given, insist, version)
    const row = this.#org.need(object, second)
    if (method === 'GET') return { status: 200, body: this.#record(row, this.#fieldList(object, query.get('fields')), version) }
    if (method === 'DELETE') this.#org.remove(row)
    else if (method === 'PATCH') this.#org.update(row, given(), insist)
    else throw new Refusal(405, 'METHOD_NOT_ALLOWED', `HTTP Method '${method}' not allowed.`)
    return { status: 204, body: null }
  }

  /** https://developer.salesforce.com/docs/platform/api-rest/guide/dome-upsert.html */
  #byKey(object: FakeObject, field: string, value: string, method: string, query: URLSearchParams, given: () => Json, insist: boolean, version: string): FakeAnswer {
    const found = this.#keyed(object, field, value)
    // A value that ends like a file's name is taken for a format.
    if (/\.[a-z]{2,4}$/i.test(value)) throw new Refusal(404, 'NOT_FOUND', 'The requested resource does not exist')
    if (found.length > 1) return { status: 300, body: found.map(({ id }) => `/services/data/v${version}/sobjects/${object}/${id}`) }
    const [row] = found
    if (method === 'GET') {
      if (row === undefined) throw new Refusal(404, 'NOT_FOUND', 'The requested resource does not exist')
      return { status: 200, body: this.#record(row, this.#fieldList(object, query.get('fields')), version) }
    }
    const body = given()
    if (field in body || 'Id' in body)
      throw new Refusal(400, 'INVALID_FIELD', `The ${field} field should not be specified in the sobject data.`)
    if (row !== undefined) {
      this.#org.update(row, body, insist)
      return { status: 200, body: { id: row.id, success: true, errors: [], created: false } }
    }
    if (query.get('updateOnly') === 'true') throw new Refusal(404, 'NOT_FOUND', 'Provided external ID field does not exist or is not accessible')
    const made = this.#org.create(object, { ...body, [field]: value }, insist)
    return { status: 201, body: { id: made.id, success: true, errors: [], created: true } }
  }

  #keyed(object: FakeObject, name: string, value: unknown): FakeRow[] {
    const field = this.#org.field(object, name)
    if (field === undefined || !(field.externalId || field.type === 'email' || field.type === 'id'))
      throw new Refusal(404, 'NOT_FOUND', 'Provided external ID field does not exist or is not accessible: ' + name)
    const fold = (one: unknown) => (typeof one === 'string' && !field.caseSensitive ? one.toLowerCase() : one)
    return this.#org.all(object).filter((row) => row.deletedAt === null && fold(this.#org.value(row, name)) === fold(value))
  }

  /** https://developer.salesforce.com/docs/platform/api-rest/guide/resources-composite-sobjects-collections.html */
  #collections({ method, query, body }: FakeRequest, [first, name, key]: string[]): FakeAnswer {
    if (first !== 'sobjects') throw new Refusal(404, 'NOT_FOUND', 'The requested resource does not exist')
    if (method === 'DELETE') {
      const ids = (query.get('ids') ?? '').split(',').filter((id) => id !== '')
      return { status: 200, body: this.#rows(ids, query.get('allOrNone') === 'true', (id) => this.#removed(id)) }
    }
    if (method === 'POST' && name !== undefined) {
      const { ids = [], fields = [] }: { ids?: string[]; fields?: string[] } = isJson(body) ? body : {}
      const object = objectOf(name)
      return { status: 200, body: ids.map((id) => {
        const row = this.#org.live(object, id)
        return row === null ? null : this.#record(row, this.#fieldList(object, fields.join(',')), '66.0')
      }) }
    }
    const { records, allOrNone = false }: { records?: Json[]; allOrNone?: boolean } = isJson(body) ? body : {}
    if (!Array.isArray(records)) throw new Refusal(400, 'REQUIRED_FIELD_MISSING', 'records is required')
    if (name !== undefined && key !== undefined) this.#keyed(objectOf(name), key, null)
    if (records.length > 200) throw new Refusal(400, 'EXCEEDED_ID_LIMIT', 'record limit reached. cannot submit more than 200 records into this call')
    return {
      status: 200,
      body: this.#rows(records, allOrNone, ({ attributes, ...values }) => {
        const object = objectOf(String(isJson(attributes) ? attributes.type : ''))
        if (name !== undefined && key !== undefined) return this.#upserted(objectOf(name), key, values)
        if (method === 'POST') return { id: this.#org.create(object, values).id }
        const { id, Id, ...rest } = values
        const row = this.#org.need(object, String(id ?? Id))
        this.#org.update(row, rest)
        return { id: row.id }
      }),
    }
  }

  #upserted(object: FakeObject, key: string, values: Json): Json {
    const { [key]: value, ...rest } = values
    if (value === undefined || value === null) throw new Refusal(400, 'MISSING_ARGUMENT', `${key} not specified`)
    const [row] = this.#keyed(object, key, value)
    if (row === undefined) return { id: this.#org.create(object, values).id, created: true }
    this.#org.update(row, rest)
    return { id: row.id, created: false }
  }

  #removed(id: string): Json {
    const object = id.startsWith('003') ? 'Contact' : 'Task'
    const row = this.#org.need(object, id)
    this.#org.remove(row)
    return { id: row.id }
  }

  /** 200 whatever happens to the rows; the word is `statusCode` here. */
  #rows<T>(given: readonly T[], allOrNone: boolean, work: (one: T) => Json): Json[] {
    const before = structuredClone([...this.#org.rows])
    const results = given.map((one): Json => {
      try {
        return { ...work(one), success: true, errors: [] }
      } catch (error) {
        if (!(error instanceof Refusal)) throw error
        return { success: false, errors: [{ statusCode: error.errorCode, message: error.message, fields: error.fields }] }
      }
    })
    if (!allOrNone || results.every(({ success }) => success === true)) return results
    this.#org.rows.clear()
    for (const [id, row] of before) this.#org.rows.set(id, row)
    return results.map((result) =>
      result.success === true
        ? { success: false, errors: [{ statusCode: 'ALL_OR_NONE_OPERATION_ROLLED_BACK', message: 'Record rolled back because not all records were valid', fields: [] }] }
        : result,
    )
  }

  #query({ query }: FakeRequest, version: string, withDeleted: boolean, locator: string | undefined): FakeAnswer {
    const [id = '', start = '0'] = locator?.split('-') ?? []
    const selection = locator === undefined ? runSoql(this.#org, query.get('q') ?? '', withDeleted) : this.#locators.get(id)
    if (selection === undefined) throw new Refusal(400, 'INVALID_QUERY_LOCATOR', 'invalid query locator')
    const from = Number(start)
    const to = from + Math.max(1, Math.min(2_000, this.#org.pageSize()))
    const records = selection.rows.slice(from, to).map((row) => this.#record(row, selection.fields, version))
    if (to >= selection.rows.length) return { status: 200, body: { totalSize: selection.rows.length, done: true, records } }
    const kept = locator === undefined ? longId(`01g${String(this.#locators.size + 1).padStart(12, '0')}`) : id
    this.#locators.set(kept, selection)
    return { status: 200, body: { totalSize: selection.rows.length, done: false, nextRecordsUrl: `/services/data/v${version}/query/${kept}-${to}`, records } }
  }

  #search(version: string, given: ReturnType<typeof parseSosl>): FakeAnswer {
    const fields = this.#fieldList(given.object, given.fields.join(','))
    return { status: 200, body: { searchRecords: runSosl(this.#org, given).map((row) => this.#record(row, fields, version)) } }
  }

  #parameterized({ body }: FakeRequest, version: string): FakeAnswer {
    const { q, in: scope, sobjects, overallLimit } = parameterized.parse(body)
    const quoted = q.replace(/[?&|!{}[\]()^~*:\\"'+-]/g, '\\$&')
    const returning = sobjects.map(({ name, fields }) => `${name}(${fields.join(', ')})`).join(', ')
    return this.#search(version, parseSosl(`FIND {"${quoted}"} IN ${scope} FIELDS RETURNING ${returning} LIMIT ${overallLimit}`))
  }
}

const errorBody = (refusal: Refusal): Json => ({
  ...refusal.more,
  message: refusal.message,
  errorCode: refusal.errorCode,
  ...(refusal.fields.length > 0 || refusal.errorCode.includes('FIELD') ? { fields: refusal.fields } : {}),
})
