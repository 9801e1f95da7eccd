// The mapping of one linked system for its settings screen: what is saved, what the system's live schema allows, and saving it.
import 'server-only'
import { z } from 'zod'
import { fieldMappingSchema, mappableFields, mappingProblems, normaliseMapping } from '@/lib/crm/field-mapping'
import { systemOf } from '@/lib/crm/factory'
import { findVendor } from '@/lib/crm/registry'
import { contactChannels, presetSegments } from '@/lib/customers/customer'
import type { CustomerSystem } from '@/lib/customers/customer-system'
import {
  type ExternalField,
  type ExternalFieldType,
  type ExternalStage,
  type FieldCatalogue,
  hasFieldCatalogue,
  type MissingField,
} from '@/lib/customers/field-catalogue'
import { parseInput } from '@/lib/customers/parse-input'
import { type ConnectionSettings, findConnectionSettings, updateSettings } from '@/lib/db/connection-settings-repo'
import { CrmError, notFound, unsupported } from '@/lib/shared/errors'
import type { DashboardContext } from './context'
import { errorText } from './error-text'
import { acceptedTypes } from './field-mapping-accepts'
import { noStages, type StageTable, stageTableSchema } from './field-mapping-stages'

/** One of our fields as the form needs it. */
export interface OurField {
  name: string
  /** Types of theirs that can hold it. */
  accepts: ExternalFieldType[]
  /** False: it only goes out. */
  /** The values it can have where those are few; empty: any. */
  values: string[]
}

/** As stored in the settings of a connection, in one direction and one spelling. */
export interface SavedMapping {
  /** Our field → theirs. */
  fields: Readonly<Record<string, string>>
  stages: StageTable
}

export interface MappingView {
  connection: { id: string; label: string; accountLabel: string | null; version: number }
  ours: OurField[]
  /** Types of theirs that can hold a piece of information of the shop's own (`metadata.<key>`). */
  ownAccepts: ExternalFieldType[]
  segments: string[]
  saved: SavedMapping
  /** Our fields whose entry stands in the settings the wrong way round; it is read rightly. */
  turned: string[]
  /** The live schema; null when it could not be read, and `trouble` says why in the reader's language. */
  live: {
    fields: ExternalField[]
    stages: ExternalStage[]
    missing: MissingField[]
    /** Theirs → the one of ours that may stand there; null: none of ours. */
    reserved: Readonly<Record<string, string | null>>
  } | null
  trouble: string | null
}

export type Catalogued = CustomerSystem & FieldCatalogue

/** The system behind a connection of this shop. Throws `not_found`; `unsupported` when it has no fields to choose. */
export async function catalogueOf({ shop }: DashboardContext, connectionId: string): Promise<Catalogued> {
  const system = await systemOf(shop.id, connectionId, 'interactive')
  if (!hasFieldCatalogue(system)) throw unsupported(system.type, 'field_mapping')
  return system
}

const settingsSchema = z.object({ customFieldMapping: fieldMappingSchema.catch({}), stages: stageTableSchema.catch(noStages) })

/** What nobody has chosen yet is as the vendor does it. */
function savedMapping({ vendor, settings }: ConnectionSettings): SavedMapping & { turned: string[] } {
  const { customFieldMapping, stages } = settingsSchema.parse({ ...findVendor(vendor)?.defaultOptions(), ...settings })
  const { mapping, warnings } = normaliseMapping(customFieldMapping)
  return { fields: mapping, stages, turned: warnings.map(({ params }) => params.internal) }
}

/** Throws `not_found` for a connection that is not this shop's, `unsupported` for a system without fields to choose. */
export async function readMapping(context: DashboardContext, connectionId: string): Promise<MappingView> {
  const { shop, useCase } = context
  const connection = await findConnectionSettings(shop.id, connectionId)
  if (connection === null) throw notFound('connection')
  const { turned, ...saved } = savedMapping(connection)
  const [segments, { live, trouble }] = await Promise.all([useCase.store.segments(), readLive(context, connectionId)])
  const known = [...new Set<string>([...presetSegments, ...segments, ...Object.keys(saved.stages.toStage)])]
  const values: Record<string, string[]> = { preferredChannel: [...contactChannels], segment: known }
  return {
    connection: {
      id: connection.id,
      label: findVendor(connection.vendor)?.label ?? connection.vendor,
      accountLabel: connection.accountLabel,
      version: connection.version,
    },
    ours: mappableFields.map(({ name }) => ({
      name,
      accepts: acceptedTypes(name),
      values: values[name] ?? [],
    })),
    ownAccepts: acceptedTypes('metadata.own'),
    segments: known,
    saved,
    turned,
    live,
    trouble,
  }
}

/**
 * What people may choose from. The fields that the product made for itself (`coccinelle_…`) are not: something else in one of
 * them would cost what recognises a record.
 */
const choosable = (fields: readonly ExternalField[]): ExternalField[] => fields.filter(({ name }) => !/^coccinelle_/i.test(name))

const reservedIn = async (system: Catalogued) => (await system.reservedFields?.()) ?? {}

/** A system that does not answer is a state of the screen; anything that is not the system's trouble is thrown. */
async function readLive(context: DashboardContext, connectionId: string): Promise<Pick<MappingView, 'live' | 'trouble'>> {
  const troubles = new Set(['auth_expired', 'forbidden', 'rate_limited', 'unavailable', 'bad_response'])
  try {
    const system = await catalogueOf(context, connectionId)
    const [fields, stages, missing, reserved] = await Promise.all([
      system.listFields(),
      system.listStages(),
      system.missingFields(),
      reservedIn(system),
    ])
    return { live: { fields: choosable(fields), stages, missing, reserved }, trouble: null }
  } catch (error) {
    if (!(error instanceof CrmError) || !troubles.has(error.code)) throw error
    return { live: null, trouble: (await errorText(error)).message }
  }
}

/** Not yet checked with the live schema. Names of theirs that could be no field are refused. */
export const mappingInput = z.object({
  fields: fieldMappingSchema.refine((fields) => Object.keys(fields).length <= 200, { error: 'too_many_fields' }),
  stages: stageTableSchema,
})

/**
 * Keeps a mapping that fits the live schema. Throws `invalid` with an issue a field that does not, `conflict` (`stale_version`)
 * when somebody saved since `expectedVersion`, and what reading the live schema throws.
 */
export async function saveMapping(
  context: DashboardContext,
  input: { connectionId: string; expectedVersion: number } & z.output<typeof mappingInput>,
): Promise<{ version: number }> {
  const { shop, useCase } = context
  const { connectionId, expectedVersion } = input
  const connection = await findConnectionSettings(shop.id, connectionId)
  if (connection === null) throw notFound('connection')
  const system = await catalogueOf(context, connectionId)
  const [catalogue, stages, reserved] = await Promise.all([system.listFields(), system.listStages(), reservedIn(system)])
  const { mapping } = normaliseMapping(parseInput(mappingInput, { fields: input.fields, stages: input.stages }).fields)
  const isStage = (stage: string): boolean => stages.some(({ value }) => value === stage)
  const issues = [
    ...mappingProblems(mapping, choosable(catalogue), new Map(Object.entries(reserved))).map(({ internal, fault }) => ({
      path: ['fields', internal],
      reason: `mapping_${fault}`,
    })),
    ...Object.entries(input.stages.toStage)
      .filter(([, stage]) => !isStage(stage))
      .map(([segment]) => ({ path: ['stages', 'toStage', segment], reason: 'mapping_stage' })),
  ]
  if (issues.length > 0) throw new CrmError('invalid', 'The mapping does not fit the live schema', { issues })
  // A stage that is gone has no line on the screen any more and can happen no more.
  const toSegment = Object.fromEntries(Object.entries(input.stages.toSegment).filter(([stage]) => isStage(stage)))
  return updateSettings(
    shop,
    useCase.actor,
    connectionId,
    { ...connection.settings, customFieldMapping: mapping, stages: { toStage: input.stages.toStage, toSegment } },
    expectedVersion,
  )
}

/** Makes in the other system what the product needs and may make; what still misses comes back. */
export const prepareFields = async (context: DashboardContext, connectionId: string): Promise<{ missing: MissingField[] }> => ({
  missing: await (await catalogueOf(context, connectionId)).prepare(),
})
