// HubSpot's calls, one method each: path and verb in, parsed objects out.
import type { z } from 'zod'
import type { Access } from '../../access'
import { createVendorHttp, type HttpRequest, parseAnswer, type Priority, type VendorHttp } from '../../http'
import { type ApiVersion, type ObjectType, type Paths, pathsOf } from './api-version'
import { refusalOf } from './refusal'
import {
  associationsSchema,
  batchSchema,
  type HubspotObject,
  type HubspotProperty,
  objectSchema,
  pageSchema,
  propertiesSchema,
  propertySchema,
} from './schema'

export interface ClientConfig {
  access: Access
  account: string
  priority: Priority
  apiUrl: string
  ownOrigins: readonly string[]
  timeout: number
  version: ApiVersion
  /** Requests in 10 seconds. https://developers.hubspot.com/docs/developer-tooling/platform/usage-guidelines */
  burst: number
}

export interface SearchRequest {
  filterGroups?: {
    filters: { propertyName: string; operator: string; value?: string; values?: string[]; highValue?: string }[]
  }[]
  query?: string
  /** A property's name: ascending by it. The published schema has texts here, where the guide has objects. */
  sorts?: string[]
  limit: number
  after?: string
}

export interface Page {
  results: HubspotObject[]
  after: string | null
}

export interface UpsertRow {
  id: string
  properties: Record<string, string>
}

/** Failures are CrmErrors as lib/crm/http.ts says them; `reason` `property_missing` and `option_missing` are HubSpot's own. */
export class HubspotClient {
  readonly #http: VendorHttp
  readonly #paths: Paths

  constructor(config: ClientConfig) {
    this.#paths = pathsOf(config.version)
    this.#http = createVendorHttp({
      vendor: 'hubspot',
      account: config.account,
      access: config.access,
      apiUrl: () => config.apiUrl,
      allows: ({ origin }) => origin === new URL(config.apiUrl).origin,
      ownOrigins: config.ownOrigins,
      limits: { default: { requests: config.burst, per: 10_000 }, search: { requests: 5, per: 1_000 } },
      timeout: config.timeout,
      priority: config.priority,
      refusal: refusalOf,
    })
  }

  /** Null for a missing or archived object. */
  async get(type: ObjectType, id: string, properties: readonly string[], idProperty?: string): Promise<HubspotObject | null> {
    const answer = await this.#http.send({
      method: 'GET',
      path: this.#paths.object(type, id),
      query: { properties: properties.join(','), idProperty },
      accept: [404],
    })
    return answer.status === 404 ? null : this.#parse(objectSchema, answer)
  }

  async list(
    type: ObjectType,
    properties: readonly string[],
    page: { limit: number; after?: string; archived?: boolean },
  ): Promise<Page> {
    return this.#page({
      method: 'GET',
      path: this.#paths.objects(type),
      query: {
        limit: String(page.limit),
        properties: properties.join(','),
        after: page.after,
        archived: page.archived === true ? 'true' : undefined,
      },
    })
  }

  async search(request: SearchRequest, properties: readonly string[]): Promise<Page> {
    return this.#page({
      method: 'POST',
      path: `${this.#paths.objects('contacts')}/search`,
      json: { filterGroups: [], sorts: [], after: '0', ...request, properties: [...properties] },
      bucket: 'search',
      repeatable: true,
    })
  }

  async create(type: ObjectType, properties: Record<string, string>): Promise<HubspotObject> {
    return this.#http.read(objectSchema, {
      method: 'POST',
      path: this.#paths.objects(type),
      json: { properties, associations: [] },
    })
  }

  /** A repetition sets the same values again. Throws `not_found`. */
  async update(id: string, properties: Record<string, string>): Promise<HubspotObject> {
    return this.#http.read(objectSchema, {
      method: 'PATCH',
      path: this.#paths.object('contacts', id),
      json: { properties },
      repeatable: true,
    })
  }

  async archive(id: string): Promise<void> {
    await this.#http.send({ method: 'DELETE', path: this.#paths.object('contacts', id) })
  }

  async merge(id: string, duplicateId: string): Promise<HubspotObject> {
    return this.#http.read(objectSchema, {
      method: 'POST',
      path: `${this.#paths.objects('contacts')}/merge`,
      json: { primaryObjectId: id, objectIdToMerge: duplicateId },
    })
  }

  /** At most 100 rows; by a unique property, so that a repetition makes nothing twice. */
  async upsert(type: ObjectType, idProperty: string, rows: readonly UpsertRow[]): Promise<z.output<typeof batchSchema>> {
    return this.#http.read(batchSchema, {
      method: 'POST',
      path: `${this.#paths.objects(type)}/batch/upsert`,
      json: { inputs: rows.map(({ id, properties }) => ({ id, idProperty, properties, objectWriteTraceId: id })) },
      repeatable: true,
    })
  }

  /** At most 100 ids; missing ones are left out. */
  async read(type: ObjectType, ids: readonly string[], properties: readonly string[]): Promise<HubspotObject[]> {
    if (ids.length === 0) return []
    const { results } = await this.#http.read(batchSchema, {
      method: 'POST',
      path: `${this.#paths.objects(type)}/batch/read`,
      json: { inputs: ids.map((id) => ({ id })), properties: [...properties], propertiesWithHistory: [] },
      repeatable: true,
    })
    return results
  }

  async associate(from: ObjectType, fromId: string, to: ObjectType, toId: string): Promise<void> {
    await this.#http.send({ method: 'PUT', path: this.#paths.associate(from, fromId, to, toId) })
  }

  /** Ids of everything of a type that belongs to a contact. */
  async associated(contactId: string, to: ObjectType): Promise<string[]> {
    const ids: string[] = []
    for (let after: string | undefined; ;) {
      const { results } = await this.#http.read(associationsSchema, {
        method: 'POST',
        path: `${this.#paths.associations('contacts', to)}/batch/read`,
        json: { inputs: [{ id: contactId, ...(after === undefined ? {} : { after }) }] },
        repeatable: true,
      })
      ids.push(...results.flatMap((row) => row.to.map(({ toObjectId }) => toObjectId)))
      after = results[0]?.paging?.next?.after
      if (after === undefined) return ids
    }
  }

  async properties(type: ObjectType): Promise<HubspotProperty[]> {
    return (await this.#http.read(propertiesSchema, { method: 'GET', path: this.#paths.properties(type) })).results
  }

  async property(type: ObjectType, name: string): Promise<HubspotProperty | null> {
    const answer = await this.#http.send({ method: 'GET', path: `${this.#paths.properties(type)}/${name}`, accept: [404] })
    return answer.status === 404 ? null : this.#parse(propertySchema, answer)
  }

  /** One that is there already is left as it is. */
  async createProperty(type: ObjectType, definition: Record<string, unknown>): Promise<void> {
    await this.#http.send({
      method: 'POST',
      path: this.#paths.properties(type),
      json: definition,
      accept: [409],
      repeatable: true,
    })
  }

  async createGroup(type: ObjectType, definition: Record<string, unknown>): Promise<void> {
    await this.#http.send({
      method: 'POST',
      path: `${this.#paths.properties(type)}/groups`,
      json: definition,
      accept: [409],
      repeatable: true,
    })
  }

  async updateProperty(type: ObjectType, name: string, change: Record<string, unknown>): Promise<HubspotProperty> {
    return this.#http.read(propertySchema, {
      method: 'PATCH',
      path: `${this.#paths.properties(type)}/${name}`,
      json: change,
      repeatable: true,
    })
  }

  async #page(request: HttpRequest): Promise<Page> {
    const { results, paging } = await this.#http.read(pageSchema, request)
    return { results, after: paging?.next?.after ?? null }
  }

  #parse<S extends z.ZodType>(schema: S, answer: Parameters<typeof parseAnswer>[2]): z.output<S> {
    return parseAnswer('hubspot', schema, answer)
  }
}
