// What one row would do, decided against the customers it may be about; pure, and the same in a dry run.
import { type ContactChannel, contactChannels, type HandleKind, type Metadata } from '../customer'
import { tagKey } from '../tag-key'
import { visible } from './csv-cell'
import { sameValue } from './field-cell'
import { findCustomer } from './find-customer'
import type { ImportSettings } from './import-settings'
import { conflict, type Conflict, type Directory, type Known, type KnownHandle, noFields } from './known-customer'
import { type Candidate, type TextField, textFields } from './read-row'
import { readSegment } from './value-formats'

export interface Changes {
  fields: Partial<Record<TextField, string>>
  metadata: Metadata
  handles: KnownHandle[]
  /** Handles there before that become the one to use. */
  promoted: string[]
  tags: { key: string; name: string }[]
  consents: { channel: ContactChannel; granted: boolean }[]
}

/** What the row asked for and does not get, for the report. */
export const keptReasons = ['team', 'consent_source', 'consent_refused'] as const
export type Kept = (typeof keptReasons)[number]

export interface Effect {
  kind: 'create' | 'change' | 'same'
  customer: Known
  /** About a customer whom an earlier row of this file makes. */
  repeated: boolean
  changes: Changes
  before: Pick<Known, 'fields' | 'metadata'> & { primary: Partial<Record<HandleKind, string>> }
  kept: Kept[]
}
export type RowPlan = Conflict | Effect

export interface Planner extends Directory {
  settings: Pick<ImportSettings, 'policy' | 'overTeam' | 'consentSource'>
  /** The shop's language, for who is made without one. */
  locale: string
  /** A customer or handles that the next rows must find. */
  learn(customer: Known): void
  newId(): string
}

export function planRow(candidate: Candidate, planner: Planner): RowPlan {
  const found = findCustomer(candidate, planner)
  if (found.kind === 'conflict') return found
  if (found.customer !== null) return planChange(candidate, found.customer, planner)
  // Our own id alone names nobody here: the row comes from another shop's export.
  if (candidate.handles.length === 0) return conflict('no_identity')
  const customer: Known = {
    id: planner.newId(),
    version: null,
    fields: { ...noFields, language: candidate.fields.language ?? planner.locale },
    metadata: {},
    handles: [],
    tags: new Map(),
    consents: {},
    byTeam: new Set(),
    formerIds: [],
    isNew: true,
    seen: false,
  }
  return { ...planChange(candidate, customer, planner), kind: 'create' }
}

/** A segment by its preset's name is that preset. */
const isSame = (field: TextField, current: string | null, value: string): boolean =>
  sameValue(field === 'segment' && current !== null ? readSegment(current) : current, value)

/** What the candidate says that the customer, who is changed along, does not have. */
export function planChange(candidate: Candidate, customer: Known, planner: Planner): Effect {
  const { settings } = planner
  const kept = new Set<Kept>()
  const before = {
    fields: { ...customer.fields },
    metadata: { ...customer.metadata },
    primary: Object.fromEntries(customer.handles.filter(({ isPrimary }) => isPrimary).map(({ kind, id }) => [kind, id])),
  }
  const isFormer = candidate.id !== null && customer.formerIds.includes(candidate.id)
  /**
   * Whether a value that is there may be replaced. A second row of the file only fills what the first left empty, and so does
   * one from before a merge: which values stay was chosen then.
   */
  const mayReplace = (field: string): boolean => {
    if (settings.policy === 'fill' || customer.seen || isFormer) return false
    if (settings.overTeam || !customer.byTeam.has(field)) return true
    kept.add('team')
    return false
  }
  const fields: Changes['fields'] = {}
  for (const field of textFields) {
    const value = candidate.fields[field]
    const current = customer.fields[field]
    if (value !== undefined && !isSame(field, current, value) && (current === null || mayReplace(field))) fields[field] = value
  }
  const metadata: Metadata = {}
  for (const [key, value] of Object.entries(candidate.metadata)) {
    const current = customer.metadata[key]
    if (current === undefined || (!sameValue(current, value) && mayReplace('metadata'))) metadata[key] = value
  }
  const changes: Changes = {
    fields,
    metadata,
    ...planHandles(candidate, customer, planner, mayReplace),
    tags: newTags(candidate, customer),
    consents: planConsents(candidate, customer, settings.consentSource, kept),
  }
  apply(customer, changes)
  if (changes.handles.length > 0) planner.learn(customer)
  const repeated = customer.seen && customer.isNew
  customer.seen = true
  return { kind: isNothing(changes) ? 'same' : 'change', customer, repeated, changes, before, kept: [...kept] }
}

function newTags({ tags }: Candidate, customer: Known): Changes['tags'] {
  if (tags.length === 0) return []
  // As a file says them: a name with a mark in it that nobody sees is the same tag.
  const worn = new Set([...customer.tags.values()].map((name) => tagKey(visible(name))))
  return tags.map((name) => ({ key: tagKey(name), name })).filter(({ key }) => !customer.tags.has(key) && !worn.has(key))
}

const isNothing = ({ fields, metadata, ...lists }: Changes): boolean =>
  Object.keys(fields).length + Object.keys(metadata).length === 0 && Object.values(lists).every((list) => list.length === 0)

/** New ways to reach the customer are added; which one is used first changes only when it may. */
function planHandles(
  candidate: Candidate,
  customer: Known,
  planner: Planner,
  mayReplace: (field: string) => boolean,
): Pick<Changes, 'handles' | 'promoted'> {
  const handles: KnownHandle[] = []
  const promoted: string[] = []
  const led = new Set<HandleKind>()
  for (const handle of candidate.handles) {
    const { kind, value } = handle
    const own = customer.handles.find((known) => known.kind === kind && known.value === value)
    const primary = [...customer.handles, ...handles].find((known) => known.kind === kind && known.isPrimary)
    const leads = !led.has(kind)
    led.add(kind)
    const isPrimary = primary === undefined || (leads && primary.value !== value && kind !== 'reference' && mayReplace(kind))
    if (own === undefined) handles.push({ ...handle, id: planner.newId(), isPrimary, shared: false })
    else if (isPrimary) promoted.push(own.id)
  }
  return { handles, promoted }
}

/** An agreement must say where it was given, and never undoes a refusal; a refusal is always written down. */
function planConsents(candidate: Candidate, { consents }: Known, source: string | null, kept: Set<Kept>): Changes['consents'] {
  const changes: Changes['consents'] = []
  for (const channel of contactChannels) {
    const granted = candidate.consents[channel]
    if (granted === undefined || consents[channel] === (granted ? 'granted' : 'denied')) continue
    if (granted && consents[channel] === 'denied') kept.add('consent_refused')
    else if (granted && source === null) kept.add('consent_source')
    else changes.push({ channel, granted })
  }
  return changes
}

function apply(customer: Known, { fields, metadata, handles, promoted, tags, consents }: Changes): void {
  Object.assign(customer.fields, fields)
  Object.assign(customer.metadata, metadata)
  const leads = [...handles.filter(({ isPrimary }) => isPrimary), ...customer.handles.filter(({ id }) => promoted.includes(id))]
  for (const lead of leads) for (const handle of customer.handles) if (handle.kind === lead.kind) handle.isPrimary = false
  for (const lead of leads) lead.isPrimary = true
  customer.handles.push(...handles)
  for (const { key, name } of tags) customer.tags.set(key, name)
  for (const { channel, granted } of consents) customer.consents[channel] = granted ? 'granted' : 'denied'
}
