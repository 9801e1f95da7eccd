// The documented shapes of requests and answers, so that fake and adapter cannot agree on a mistake. Salesforce publishes no
// OpenAPI of this API: each shape here is read off the page beside it, apart from what adapter and fake use.
import { parseQuery } from '@jetstreamapp/soql-parser-js'
import { z } from 'zod'
import type { FakeAnswer, FakeRequest } from './fake-objects'

const id = z.string().regex(/^[a-zA-Z0-9]{15}[A-Z0-5]{3}$/)
const moment = z.string().regex(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}\+0000$/)
const nothing = z.null()
const record = z
  .object({ attributes: z.strictObject({ type: z.string(), url: z.string().startsWith('/services/data/v') }), Id: id })
  .catchall(z.union([z.string(), z.number(), z.boolean(), z.null()]))
const rowErrors = z.array(z.strictObject({ statusCode: z.string().regex(/^[A-Z_]+$/), message: z.string(), fields: z.array(z.string()) }))
const rowResult = z.union([
  z.strictObject({ id, success: z.literal(true), errors: z.tuple([]), created: z.boolean().optional() }),
  z.strictObject({ success: z.literal(false), errors: rowErrors.min(1) }),
])

// https://developer.salesforce.com/docs/atlas.en-us.264.0.api_rest.meta/api_rest/errorcodes.htm
const errors = z.tuple([
  z.looseObject({ message: z.string(), errorCode: z.string().regex(/^[A-Z_]+$/), fields: z.array(z.string()).optional() }),
])

interface Shape {
  method: string
  path: RegExp
  /** By status. */
  answers: Readonly<Record<number, z.ZodType>>
  query?: z.ZodType
  body?: z.ZodType
}

const base = '^/services/data/v\\d{2}\\.0'
const at = (path: string) => new RegExp(`${base}${path}$`)
const values = z.record(z.string().regex(/^[A-Za-z]\w*$/), z.union([z.string(), z.number(), z.boolean(), z.null()]))
const soql = z.strictObject({ q: z.string().max(20_000).refine((text) => parses(text), { error: 'no SOQL' }) })
// https://developer.salesforce.com/docs/platform/api-rest/guide/resources-query.html
const page = z.union([
  z.strictObject({ totalSize: z.int(), done: z.literal(true), records: z.array(record) }),
  z.strictObject({ totalSize: z.int(), done: z.literal(false), nextRecordsUrl: z.string().regex(new RegExp(`${base}/query/\\w+-\\d+$`)), records: z.array(record).min(1) }),
])

const shapes: Shape[] = [
  // https://developer.salesforce.com/docs/platform/api-rest/guide/resources-sobject-describe.html
  {
    method: 'GET',
    path: at('/sobjects/(Contact|Task)/describe'),
    answers: { 200: z.looseObject({ name: z.string(), fields: z.array(z.looseObject({ name: z.string(), type: z.string(), createable: z.boolean(), picklistValues: z.array(z.unknown()) })).min(1) }) },
  },
  // https://developer.salesforce.com/docs/platform/api-rest/guide/resources-getdeleted.html
  {
    method: 'GET',
    path: at('/sobjects/Contact/deleted/'),
    query: z.strictObject({ start: z.string().regex(/Z$/), end: z.string().regex(/Z$/) }),
    answers: { 200: z.strictObject({ deletedRecords: z.array(z.strictObject({ id, deletedDate: moment })), earliestDateAvailable: moment, latestDateCovered: moment }), 400: errors },
  },
  // https://developer.salesforce.com/docs/platform/api-rest/guide/resources-sobject-basic-info-post.html
  { method: 'POST', path: at('/sobjects/(Contact|Task)'), body: values, answers: { 201: z.strictObject({ id, success: z.literal(true), errors: z.tuple([]) }), 400: errors } },
  // https://developer.salesforce.com/docs/platform/api-rest/guide/dome-upsert.html
  {
    method: 'PATCH',
    path: at('/sobjects/(Contact|Task)/\\w+__c/[^/]+'),
    body: values,
    answers: {
      200: z.strictObject({ id, success: z.literal(true), errors: z.tuple([]), created: z.literal(false) }),
      201: z.strictObject({ id, success: z.literal(true), errors: z.tuple([]), created: z.literal(true) }),
      300: z.array(z.string()).min(2),
      400: errors,
      404: errors,
    },
  },
  // https://developer.salesforce.com/docs/platform/api-rest/guide/resources-sobject-retrieve-get.html
  {
    method: 'GET',
    path: at('/sobjects/(Contact|Task)/[a-zA-Z0-9]{18}'),
    query: z.strictObject({ fields: z.string().regex(/^\w+(,\w+)*$/) }),
    answers: { 200: record, 400: errors, 404: errors },
  },
  // https://developer.salesforce.com/docs/platform/api-rest/guide/resources-sobject-retrieve-patch.html
  { method: 'PATCH', path: at('/sobjects/(Contact|Task)/[a-zA-Z0-9]{18}'), body: values, answers: { 204: nothing, 400: errors, 404: errors } },
  { method: 'DELETE', path: at('/sobjects/(Contact|Task)/[a-zA-Z0-9]{18}'), answers: { 204: nothing, 404: errors } },
  // https://developer.salesforce.com/docs/platform/api-rest/guide/resources-composite-sobjects-collections.html
  {
    method: 'PATCH',
    path: at('/composite/sobjects(/Contact/\\w+__c)?'),
    body: z.strictObject({ allOrNone: z.boolean(), records: z.array(z.looseObject({ attributes: z.strictObject({ type: z.enum(['Contact', 'Task']) }) })).min(1).max(200) }),
    answers: { 200: z.array(rowResult), 400: errors, 404: errors },
  },
  { method: 'GET', path: at('/query(All)?'), query: soql, answers: { 200: page, 400: errors } },
  { method: 'GET', path: at('/query/\\w+-\\d+'), answers: { 200: page } },
  // https://developer.salesforce.com/docs/platform/api-rest/guide/resources-search.html
  { method: 'GET', path: at('/search'), query: z.strictObject({ q: z.string().startsWith('FIND {') }), answers: { 200: z.strictObject({ searchRecords: z.array(record) }), 400: errors } },
]

function parses(text: string): boolean {
  try {
    parseQuery(text)
    return true
  } catch {
    return false
  }
}

/** Sees exchanges; `verdict` throws with the first ones that the documentation does not have. */
export function watchShapes() {
  const faults: string[] = []
  const check = (what: string, schema: z.ZodType | undefined, value: unknown) => {
    const issue = schema?.safeParse(value).error?.issues[0]
    if (issue !== undefined) faults.push(`${what}: ${issue.path.join('.')} ${issue.message}`)
  }
  return {
    onExchange: ({ method, path, query, body }: FakeRequest, answer: FakeAnswer): void => {
      const shape = shapes.find((one) => one.method === method && one.path.test(path))
      const what = `${method} ${path}`
      if (shape === undefined) return void faults.push(`${what} is not documented here`)
      check(`${what} query`, shape.query, Object.fromEntries(query))
      check(`${what} body`, shape.body, body)
      const expected = shape.answers[answer.status]
      if (expected === undefined) faults.push(`${what} answered ${answer.status}`)
      else check(`${what} ${answer.status}`, expected, answer.body)
    },
    verdict: (): void => {
      if (faults.length > 0) throw new Error(faults.slice(0, 5).join('\n'))
    },
  }
}
