// The fake's routes for contacts, notes, communications, their associations and properties.
import { z } from 'zod'
import { definitionSchema, type FakePortal, type FakeRecord, type FakeType, Refusal } from './fake-portal'
import { search } from './fake-search'

export interface FakeRequest {
  method: string
  path: string
  query: URLSearchParams
  /** Without parameters; empty without a body. */
  contentType: string
  body: unknown
}
export interface FakeAnswer {
  status: number
  body: unknown
}

const values = z.record(z.string(), z.string())
const createSchema = z.object({ properties: values, associations: z.array(z.unknown()) })
const updateSchema = z.object({ properties: values })
const upsertSchema = z.object({ inputs: z.array(z.object({ id: z.string(), idProperty: z.string(), properties: values, objectWriteTraceId: z.string().optional() })).max(100) })
const readSchema = z.object({ inputs: z.array(z.object({ id: z.string() })).max(100), properties: z.array(z.string()), idProperty: z.string().optional() })
const idsSchema = z.object({ inputs: z.array(z.object({ id: z.string() })).max(100) })
const mergeSchema = z.object({ primaryObjectId: z.string(), objectIdToMerge: z.string() })
const gdprSchema = z.object({ objectId: z.string(), idProperty: z.string().optional() })

function parse<S extends z.ZodType>(schema: S, body: unknown): z.output<S> {
  const parsed = schema.safeParse(body)
  if (parsed.success) return parsed.data
  throw new Refusal(400, 'VALIDATION_ERROR', `Invalid input JSON: ${parsed.error.issues[0]?.path.join('.') ?? ''}`)
}

const missing = () => new Refusal(404, 'OBJECT_NOT_FOUND', 'resource not found')
const iso = (at: number) => new Date(at).toISOString()
const batch = (results: unknown[], errors: unknown[] = []) => ({
  status: errors.length > 0 ? 207 : 200,
  body: {
    status: 'COMPLETE',
    results,
    ...(errors.length > 0 ? { numErrors: errors.length, errors } : {}),
    startedAt: iso(Date.now()),
    completedAt: iso(Date.now()),
  },
})

const defaults = ['createdate', 'email', 'firstname', 'lastname', 'hs_object_id', 'lastmodifieddate']

function shown(record: FakeRecord, wanted: readonly string[]): Record<string, unknown> {
  const names = wanted.length === 0 ? defaults : [...wanted, 'hs_object_id', ...(record.type === 'contacts' ? ['createdate', 'lastmodifieddate'] : [])]
  return {
    id: record.id,
    properties: Object.fromEntries(names.map((name) => [name, record.properties[name] === '' ? null : (record.properties[name] ?? null)])),
    createdAt: iso(record.createdAt),
    updatedAt: iso(record.updatedAt),
    archived: record.archivedAt !== null,
    ...(record.archivedAt === null ? {} : { archivedAt: iso(record.archivedAt) }),
  }
}

const everything = (record: FakeRecord) => shown(record, Object.keys(record.properties))

/** Without the empty ones, which the published schema of an upsert does not have. */
const filled = (record: FakeRecord) => shown(record, Object.keys(record.properties).filter((name) => record.properties[name] !== ''))

const objectsPath = /^\/crm\/(?:objects\/(?:2026-09|2026-03)|v3\/objects)\/(contacts|notes|communications)(?:\/(.+))?$/
const associatePath = /^\/crm\/(?:objects\/(?:2026-09|2026-03)|v4\/objects)\/(notes|communications)\/(\d+)\/associations\/default\/contacts\/(\d+)$/
const associationsPath = /^\/crm\/(?:associations\/(?:2026-09|2026-03)|v4\/associations)\/contacts\/(notes|communications)\/batch\/read$/
const propertiesPath = /^\/crm\/(?:properties\/(?:2026-09|2026-03)|v3\/properties)\/(contacts|notes|communications)(?:\/(.+))?$/
const typeSchema = z.enum(['contacts', 'notes', 'communications'])

/** Null: no such route. Throws Refusal. */
export function answerObjects(portal: FakePortal, request: FakeRequest): FakeAnswer | null {
  const { method, path } = request
  const associate = associatePath.exec(path)
  if (associate !== null && method === 'PUT') return associateDefault(portal, typeSchema.parse(associate[1]), associate[2] ?? '', associate[3] ?? '')
  const associations = associationsPath.exec(path)
  if (associations !== null && method === 'POST') return readAssociations(portal, typeSchema.parse(associations[1]), request.body)
  const properties = propertiesPath.exec(path)
  if (properties !== null) return answerProperties(portal, typeSchema.parse(properties[1]), properties[2] ?? null, request)
  const objects = objectsPath.exec(path)
  if (objects === null) return null
  return answerObject(portal, typeSchema.parse(objects[1]), objects[2] ?? null, request)
}

function answerObject(portal: FakePortal, type: FakeType, tail: string | null, { method, query, body }: FakeRequest): FakeAnswer | null {
  const wanted = (query.get('properties') ?? '').split(',').filter((name) => name !== '')
  if (tail === null) {
    if (method === 'POST') return { status: 201, body: everything(portal.create(type, parse(createSchema, body).properties)) }
    return method === 'GET' ? list(portal, type, query, wanted) : null
  }
  if (method === 'POST') return answerAction(portal, type, tail, body)
  const id = decodeURIComponent(tail)
  const idProperty = query.get('idProperty')
  const record = idProperty === null ? portal.live(type, id) : portal.by(type, idProperty, id)
  if (record === null) throw missing()
  if (method === 'GET') return { status: 200, body: shown(record, wanted) }
  if (record.id !== id && idProperty === null) throw missing()
  if (method === 'PATCH') {
    portal.update(record, parse(updateSchema, body).properties)
    return { status: 200, body: everything(record) }
  }
  if (method !== 'DELETE') return null
  portal.archive(record)
  return { status: 204, body: null }
}

function list(portal: FakePortal, type: FakeType, query: URLSearchParams, wanted: string[]): FakeAnswer {
  const limit = Number(query.get('limit') ?? 10)
  if (!(limit >= 1 && limit <= 100)) throw new Refusal(400, 'VALIDATION_ERROR', 'limit must be 1 to 100')
  const isArchived = query.get('archived') === 'true'
  const after = query.get('after')
  if (after !== null && !/^\d+$/.test(after)) throw new Refusal(400, 'VALIDATION_ERROR', 'after is no cursor')
  const all = portal.all(type).filter((record) => (record.archivedAt !== null) === isArchived && (record.mergedInto === null || isArchived))
  const rest = after === null ? all : all.filter(({ id }) => BigInt(id) > BigInt(after))
  const page = rest.slice(0, limit)
  const last = page.at(-1)
  const paging = rest.length > limit && last !== undefined ? { paging: { next: { after: last.id, link: 'https://api.hubapi.com/' } } } : {}
  return { status: 200, body: { results: page.map((record) => shown(record, wanted)), ...paging } }
}

function answerAction(portal: FakePortal, type: FakeType, action: string, body: unknown): FakeAnswer | null {
  if (action === 'search' && type === 'contacts') {
    const { total, records, after } = search(portal, body)
    const { properties } = z.object({ properties: z.array(z.string()).default([]) }).parse(body)
    return { status: 200, body: { total, results: records.map((record) => shown(record, properties)), ...(after === null ? {} : { paging: { next: { after } } }) } }
  }
  if (action === 'batch/upsert') {
    const { inputs } = parse(upsertSchema, body)
    if (new Set(inputs.map(({ id }) => id)).size < inputs.length) throw new Refusal(400, 'VALIDATION_ERROR', 'Duplicate IDs found in batch input')
    // One that fails fails all, unless each is named.
    const isNamed = new Set(inputs.map(({ objectWriteTraceId }) => objectWriteTraceId ?? '')).size === inputs.length && inputs.every(({ objectWriteTraceId = '' }) => objectWriteTraceId !== '')
    const errors: Record<string, unknown>[] = []
    const results = inputs.flatMap(({ id, idProperty, properties, objectWriteTraceId = '' }) => {
      const known = portal.by(type, idProperty, id)
      try {
        if (known !== null) portal.update(known, properties)
        return [{ ...filled(known ?? portal.create(type, { ...properties, [idProperty]: id })), new: known === null }]
      } catch (error) {
        if (!(error instanceof Refusal) || !isNamed) throw error
        const { category, message } = error.body
        errors.push({ status: 'error', category, message, context: { objectWriteTraceId: [objectWriteTraceId] }, errors: [], links: {} })
        return []
      }
    })
    // What is wrong with every one is said of the whole.
    const [only] = errors
    if (inputs.length === errors.length && only !== undefined) throw new Refusal(only.category === 'CONFLICT' ? 409 : 400, String(only.category), String(only.message))
    return batch(results, errors)
  }
  if (action === 'batch/read') {
    const { inputs, properties, idProperty } = parse(readSchema, body)
    const found = inputs.map(({ id }) => (idProperty === undefined ? portal.live(type, id) : portal.by(type, idProperty, id)))
    const errors = inputs.flatMap(({ id }, at) =>
      found[at] === null ? [{ status: 'error', category: 'OBJECT_NOT_FOUND', message: 'Could not get some objects', context: { ids: [id] }, errors: [], links: {} }] : [],
    )
    return batch(
      found.flatMap((record) => (record === null ? [] : [shown(record, properties)])),
      errors,
    )
  }
  if (action === 'batch/archive') {
    for (const { id } of parse(idsSchema, body).inputs) {
      const record = portal.live(type, id)
      if (record !== null) portal.archive(record)
    }
    return { status: 204, body: null }
  }
  if (type !== 'contacts') return null
  if (action === 'merge') {
    const { primaryObjectId, objectIdToMerge } = parse(mergeSchema, body)
    const [primary, other] = [portal.live(type, primaryObjectId), portal.live(type, objectIdToMerge)]
    if (primary === null || other === null || primary === other) throw missing()
    return { status: 200, body: everything(portal.merge(primary, other)) }
  }
  if (action !== 'gdpr-delete') return null
  const { objectId, idProperty } = parse(gdprSchema, body)
  const record = idProperty === undefined ? portal.live(type, objectId) : portal.by(type, idProperty, objectId)
  if (record !== null) portal.records.delete(record.id)
  return { status: 204, body: null }
}

function associateDefault(portal: FakePortal, type: FakeType, id: string, contactId: string): FakeAnswer {
  if (portal.live(type, id) === null || portal.live('contacts', contactId) === null) throw missing()
  portal.associations.add(`${type} ${id} ${contactId}`)
  const typeId = type === 'notes' ? 202 : 81
  const pair = (from: string, to: string) => ({
    from: { id: from },
    to: { id: to },
    associationSpec: { associationCategory: 'HUBSPOT_DEFINED', associationTypeId: typeId },
  })
  return { status: 200, body: { status: 'COMPLETE', results: [pair(id, contactId)], startedAt: iso(Date.now()), completedAt: iso(Date.now()) } }
}

function readAssociations(portal: FakePortal, type: FakeType, body: unknown): FakeAnswer {
  const { inputs } = parse(z.object({ inputs: z.array(z.object({ id: z.string(), after: z.string().optional() })) }), body)
  const rows = inputs.flatMap(({ id, after }) => {
    const ids = [...portal.associations].flatMap((link) => {
      const [of, engagement = '', contact] = link.split(' ')
      return of === type && contact === id && portal.live(type, engagement) !== null ? [engagement] : []
    })
    if (ids.length === 0) return []
    const from = Number(after ?? 0)
    const to = ids.slice(from, from + 500).map((toObjectId) => ({
      toObjectId,
      associationTypes: [{ category: 'HUBSPOT_DEFINED', typeId: type === 'notes' ? 201 : 82 }],
    }))
    return [{ from: { id }, to, ...(ids.length > from + 500 ? { paging: { next: { after: String(from + 500) } } } : {}) }]
  })
  const errors = inputs
    .filter(({ id }) => !rows.some((row) => row.from.id === id))
    .map(() => ({ status: 'error', category: 'OBJECT_NOT_FOUND', message: 'No associations found', context: {}, errors: [], links: {} }))
  return batch(rows, errors)
}

function answerProperties(portal: FakePortal, type: FakeType, tail: string | null, { method, body }: FakeRequest): FakeAnswer | null {
  const definitions = portal.definitions[type]
  const view = (name: string) => {
    const known = definitions.get(name)
    if (known === undefined) throw new Refusal(404, 'OBJECT_NOT_FOUND', 'Property not found')
    const { readOnly, fixedOptions, ...rest } = known
    return {
      ...rest,
      options: known.options.map(({ displayOrder = -1, ...option }) => ({ ...option, displayOrder })),
      description: '',
      formField: false,
      hidden: false,
      modificationMetadata: { archivable: true, readOnlyDefinition: false, readOnlyOptions: fixedOptions, readOnlyValue: readOnly },
    }
  }
  if (tail === 'groups' && method === 'POST') return { status: 201, body: { ...z.object({ name: z.string(), label: z.string() }).parse(body), displayOrder: -1, archived: false } }
  if (tail === null && method === 'GET') return { status: 200, body: { results: [...definitions.keys()].map(view) } }
  if (tail === null && method === 'POST') {
    const definition = parse(definitionSchema, body)
    if (definitions.has(definition.name)) throw new Refusal(409, 'CONFLICT', 'A property with this name already exists')
    definitions.set(definition.name, definition)
    return { status: 201, body: view(definition.name) }
  }
  if (tail === null) return null
  if (method === 'GET') return { status: 200, body: view(tail) }
  if (method !== 'PATCH') return null
  view(tail)
  const change = parse(z.object({ options: definitionSchema.shape.options }), body)
  const known = definitions.get(tail)
  if (known?.type !== 'enumeration' || known.fixedOptions) throw new Refusal(400, 'VALIDATION_ERROR', 'The choices of this property cannot be changed')
  for (const part of ['value', 'label'] as const)
    if (new Set(change.options.map((option) => option[part])).size < change.options.length) throw new Refusal(400, 'VALIDATION_ERROR', `Two choices with one ${part}`)
  definitions.set(tail, { ...known, options: change.options })
  return { status: 200, body: view(tail) }
}
