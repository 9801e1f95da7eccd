// The one place that knows which version of HubSpot's API is spoken, and how its paths are built.
// https://developers.hubspot.com/docs/api-reference/legacy/migration-guide

export const apiVersions = ['2026-09', '2026-03', 'v3'] as const
export type ApiVersion = (typeof apiVersions)[number]

/** What is spoken unless an option says otherwise. The numbered versions end in September 2027. */
export const currentVersion: ApiVersion = '2026-09'

export type ObjectType = 'contacts' | 'notes' | 'communications'

export interface Paths {
  objects(type: ObjectType): string
  object(type: ObjectType, id: string): string
  properties(type: ObjectType): string
  /** Ids associated with many objects at once. */
  associations(from: ObjectType, to: ObjectType): string
  /** PUT without a body makes the usual association; a repetition changes nothing. */
  associate(from: ObjectType, fromId: string, to: ObjectType, toId: string): string
}

export function pathsOf(version: ApiVersion): Paths {
  const dated = version !== 'v3'
  const objects = (type: ObjectType) => (dated ? `/crm/objects/${version}/${type}` : `/crm/v3/objects/${type}`)
  const related = dated ? `/crm/associations/${version}` : '/crm/v4/associations'
  const single = dated ? `/crm/objects/${version}` : '/crm/v4/objects'
  return {
    objects,
    object: (type, id) => `${objects(type)}/${encodeURIComponent(id)}`,
    properties: (type) => (dated ? `/crm/properties/${version}/${type}` : `/crm/v3/properties/${type}`),
    associations: (from, to) => `${related}/${from}/${to}`,
    associate: (from, fromId, to, toId) => `${single}/${from}/${fromId}/associations/default/${to}/${toId}`,
  }
}

/** Version 1 ends on 16 February 2027. https://developers.hubspot.com/changelog/v1-oauth-api-deprecation */
export const oauthPath = (version: ApiVersion): string => `/oauth/${version}`
