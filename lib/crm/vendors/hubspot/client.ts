// HubSpot's calls, one method each: path and verb in, parsed objects out.
import type { z } from 'zod'
import type { Access } from '../../access'
import { createVendorHttp, type HttpAnswer, type HttpRequest, parseAnswer, type Priority } from '../../http'
import { type ApiVersion, type ObjectType, type Paths, pathsOf } from './api-version'
import { noteDay, refuseLateJob, statedLimits } from './rate-limits'
import { needOnlyMissing, refusalOf } from './refusal'
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
  /**
   * Requests in 10 seconds at most; an account's plan may allow fewer, which its answers say.
   * https://developers.hubspot.com/docs/developer-tooling/platform/usage-guidelines
   */
  burst: number
}

export interface SearchFilter {
  propertyName: string
  operator: string
  value?: string
  values?: string[]
}

export interface SearchRequest {
  filterGroups?: { filters: SearchFilter[] }[]
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
  readonly #send: (request: HttpRequest) => Promise<HttpAnswer>
  readonly #paths: Paths

  constructor(config: ClientConfig) {
    const { account, priority, apiUrl, burst } = config
    this.#paths = pathsOf(config.version)
    const http = createVendorHttp({
      vendor: 'hubspot',
      account,
      access: config.access,
      apiUrl: () => apiUrl,
      allows: ({ origin }) => origin === new URL(apiUrl).origin,
      ownOrigins: config.ownOrigins,
      limits: { default: { requests: burst, per: 10_000 }, search: { requests: 5, per: 1_000 } },
      learnLimits: (headers) => {
        noteDay(account, headers)
        return statedLimits(headers)
      },
      timeout: config.timeout,
      priority,
      refusal: refusalOf,
    })
    this.#send = async (request) => {
      refuseLateJob(account, priority)
      return http.send(request)
    }
  }

  /** Null for a missing or archived object. */
  async get(type: ObjectType, id: string, properties: readonly string[], idProperty?: string): Promise<HubspotObject | null> {
    const answer = await this.#send({
      method: 'GET',
      path: this.#paths.object(type, id),
      query: { properties: properties.join(','), idProperty },
      accept: [404],
    })
    return answer.status === 404 ? null : parseAnswer('hubspot', objectSchema, answer)
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
    return this.#read(objectSchema, {
      method: 'POST',
      path: this.#paths.objects(type),
      json: { properties, associations: [] },
    })
  }

  /** A repetition sets the same values again. Throws `not_found`. */
  async update(id: string, properties: Record<string, string>): Promise<HubspotObject> {
    return this.#read(objectSchema, {
      method: 'PATCH',
      path: this.#paths.object('contacts', id),
      json: { properties },
      repeatable: true,
    })
  }

  /** One that is archived already stays so: the answer to the first go may have been lost. */
  async archive(id: string): Promise<void> {
    await this.#send({ method: 'DELETE', path: this.#paths.object('contacts', id), accept: [404] })
  }

  async merge(id: string, duplicateId: string): Promise<HubspotObject> {
    return this.#read(objectSchema, {
      method: 'POST',
      path: `${this.#paths.objects('contacts')}/merge`,
      json: { primaryObjectId: id, objectIdToMerge: duplicateId },
    })
  }

  /** At most 100 rows; by a unique property, so that a repetition makes nothing twice. */
  async upsert(type: ObjectType, idProperty: string, rows: readonly UpsertRow[]): Promise<z.output<typeof batchSchema>> {
    return this.#read(batchSchema, {
      method: 'POST',
      path: `${this.#paths.objects(type)}/batch/upsert`,
      json: { inputs: rows.map(({ id, properties }) => ({ id, idProperty, properties, objectWriteTraceId: id })) },
      repeatable: true,
    })
  }

  /** At most 100 ids; missing ones are left out. */
  async read(type: ObjectType, ids: readonly string[], properties: readonly string[]): Promise<HubspotObject[]> {
    if (ids.length === 0) return []
    const { results, errors } = await this.#read(batchSchema, {
      method: 'POST',
      path: `${this.#paths.objects(type)}/batch/read`,
      json: { inputs: ids.map((id) => ({ id })), properties: [...properties], propertiesWithHistory: [] },
      repeatable: true,
    })
    needOnlyMissing(errors)
    return results
  }

  async associate(from: ObjectType, fromId: string, to: ObjectType, toId: string): Promise<void> {
    await this.#send({ method: 'PUT', path: this.#paths.associate(from, fromId, to, toId) })
  }

  /** Ids of everything of a type that belongs to a contact. */
  async associated(contactId: string, to: ObjectType): Promise<string[]> {
    const ids: string[] = []
    for (let after: string | undefined; ;) {
      const { results, errors } = await this.#read(associationsSchema, {
        method: 'POST',
        path: `${this.#paths.associations('contacts', to)}/batch/read`,
        json: { inputs: [{ id: contactId, ...(after === undefined ? {} : { after }) }] },
        repeatable: true,
      })
      needOnlyMissing(errors)
      ids.push(...results.flatMap((row) => row.to.map(({ toObjectId }) => toObjectId)))
      after = results[0]?.paging?.next?.after
      if (after === undefined) return ids
    }
  }

  async properties(type: ObjectType): Promise<HubspotProperty[]> {
    return (await this.#read(propertiesSchema, { method: 'GET', path: this.#paths.properties(type) })).results
  }

  async property(type: ObjectType, name: string): Promise<HubspotProperty | null> {
    const answer = await this.#send({ method: 'GET', path: `${this.#paths.properties(type)}/${name}`, accept: [404] })
    return answer.status === 404 ? null : parseAnswer('hubspot', propertySchema, answer)
  }

  /** One that is there already is left as it is. */
  async createProperty(type: ObjectType, definition: Record<string, unknown>): Promise<void> {
    await this.#send({
      method: 'POST',
      path: this.#paths.properties(type),
      json: definition,
      accept: [409],
      repeatable: true,
    })
  }

  async createGroup(type: ObjectType, definition: Record<string, unknown>): Promise<void> {
    await this.#send({
      method: 'POST',
      path: `${this.#paths.properties(type)}/groups`,
      json: definition,
      accept: [409],
      repeatable: true,
    })
  }

  async updateProperty(type: ObjectType, name: string, change: Record<string, unknown>): Promise<HubspotProperty> {
    return this.#read(propertySchema, {
      method: 'PATCH',
      path: `${this.#paths.properties(type)}/${name}`,
      json: change,
      repeatable: true,
    })
  }

  async #page(request: HttpRequest): Promise<Page> {
    const { results, paging } = await this.#read(pageSchema, request)
    return { results, after: paging?.next?.after ?? null }
  }

  async #read<S extends z.ZodType>(schema: S, request: HttpRequest): Promise<z.output<S>> {
    return parseAnswer('hubspot', schema, await this.#send(request))
  }
}
