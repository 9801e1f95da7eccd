// What must be sent so that the other system knows what the mirror holds.
import { z } from 'zod'
import { contactChannelSchema, type CustomerPatchInput, type Metadata, type NewCustomerInput } from '@/lib/customers/customer'
import type { Capabilities } from '@/lib/customers/customer-system'
import { tagKey } from '@/lib/customers/tag-key'
import { type Base, type PlainField, plainFields, type Side } from './base'

/** Tags go by addition and removal: those that only the other system has stay. */
export interface Outgoing {
  fields: Partial<Pick<Side, PlainField>>
  /** A null value removes its key. */
  metadata: Metadata
  addTags: string[]
  removeTags: string[]
}

export const isEmpty = ({ fields, metadata, addTags, removeTags }: Outgoing): boolean =>
  Object.keys(fields).length + Object.keys(metadata).length + addTags.length + removeTags.length === 0

const without = (tags: string[], others: string[]): string[] => {
  const known = new Set(others.map(tagKey))
  return tags.filter((tag) => !known.has(tagKey(tag)))
}
const same = (one: unknown, other: unknown): boolean => JSON.stringify(one) === JSON.stringify(other)
const canHave = (field: PlainField, can: Capabilities): boolean => field !== 'segment' || can.segments

/** Both agreed before: what the mirror changed since, and nothing else. */
export function changedSince({ local }: Base, mirror: Side, can: Capabilities): Outgoing {
  const changed = plainFields.filter((field) => canHave(field, can) && mirror[field] !== local[field])
  const keys = [...new Set([...Object.keys(mirror.metadata), ...Object.keys(local.metadata)])]
  return {
    fields: Object.fromEntries(changed.map((field) => [field, mirror[field]])),
    metadata: Object.fromEntries(
      keys.filter((key) => !same(mirror.metadata[key], local.metadata[key])).map((key) => [key, mirror.metadata[key] ?? null]),
    ),
    addTags: can.tags ? without(mirror.tags, local.tags) : [],
    removeTags: can.tags ? without(local.tags, mirror.tags) : [],
  }
}

/**
 * Both exist and never agreed: the other side's empty fields are filled, and what was changed here on purpose (`chosen`:
 * names of fields) goes over. The rest stays as different as it is; the base then shows it.
 */
export function firstAgreement(mirror: Side, remote: Side, chosen: ReadonlySet<string>, can: Capabilities): Outgoing {
  const going = plainFields.filter(
    (field) =>
      canHave(field, can) &&
      mirror[field] !== remote[field] &&
      (chosen.has(field) || (mirror[field] !== null && remote[field] === null)),
  )
  return {
    fields: Object.fromEntries(going.map((field) => [field, mirror[field]])),
    metadata: Object.fromEntries(
      Object.entries(mirror.metadata).filter(
        ([key, value]) => !same(value, remote.metadata[key]) && (remote.metadata[key] === undefined || chosen.has('metadata')),
      ),
    ),
    addTags: can.tags ? without(mirror.tags, remote.tags) : [],
    removeTags: [],
  }
}

/** Names of what was sent and stands there otherwise, or not at all: the other system has no room for it. Never values. */
export const notKept = ({ fields, metadata }: Outgoing, answer: Side): string[] => [
  ...plainFields.filter((name) => fields[name] !== undefined && fields[name] !== answer[name]),
  ...Object.keys(metadata)
    .filter((key) => !same(metadata[key] ?? null, answer.metadata[key] ?? null))
    .map((key) => `metadata.${key}`),
]

const sentFieldsSchema = z.object({ preferredChannel: contactChannelSchema.nullable() }).partial()

/** As the port takes it; empty when only tags go. */
export const patchOf = ({ fields, metadata }: Outgoing): CustomerPatchInput => {
  const { preferredChannel } = sentFieldsSchema.parse(fields)
  const { language, preferredChannel: _channel, ...plain } = fields
  return {
    ...plain,
    ...(preferredChannel === undefined ? {} : { preferredChannel }),
    ...(typeof language === 'string' ? { language } : {}),
    ...(Object.keys(metadata).length === 0 ? {} : { metadata }),
  }
}

/** Everything the mirror holds, for a record that is not there yet. Keys always in the same order: adapters compare them. */
export function newRecordOf(mirror: Side, can: Capabilities): NewCustomerInput {
  const { preferredChannel } = sentFieldsSchema.parse(mirror)
  return {
    ...(mirror.firstName === null ? {} : { firstName: mirror.firstName }),
    ...(mirror.lastName === null ? {} : { lastName: mirror.lastName }),
    ...(mirror.email === null ? {} : { email: mirror.email }),
    ...(mirror.phone === null ? {} : { phone: mirror.phone }),
    ...(preferredChannel ? { preferredChannel } : {}),
    ...(mirror.language === null ? {} : { language: mirror.language }),
    ...(mirror.segment === null || !can.segments ? {} : { segment: mirror.segment }),
    ...(mirror.tags.length === 0 || !can.tags ? {} : { tags: mirror.tags }),
    ...(Object.keys(mirror.metadata).length === 0 ? {} : { metadata: mirror.metadata }),
  }
}

/** The new base after `outgoing` was answered with `answer`. A field that was not sent keeps what was agreed on before. */
export function agreed(before: Base | null, mirror: Side, answer: Side, outgoing: Outgoing | 'all'): Base {
  if (before === null || outgoing === 'all')
    return { format: 1, local: mirror, remote: answer, optIn: before?.optIn ?? null, seen: before?.seen ?? null }
  const fields = Object.keys(outgoing.fields)
  const remote: Side = { ...before.remote, ...pick(answer, fields) }
  remote.metadata = { ...before.remote.metadata }
  for (const key of Object.keys(outgoing.metadata)) {
    const value = answer.metadata[key]
    if (value === undefined) delete remote.metadata[key]
    else remote.metadata[key] = value
  }
  remote.tags = [...without(before.remote.tags, outgoing.removeTags), ...without(outgoing.addTags, before.remote.tags)].sort()
  return { ...before, local: mirror, remote }
}

const pick = (side: Side, names: string[]): Partial<Side> =>
  Object.fromEntries(plainFields.filter((name) => names.includes(name)).map((name) => [name, side[name]]))
