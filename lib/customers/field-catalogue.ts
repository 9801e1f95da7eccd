// PORT: the fields another system has, for the mapping screen. A system that can be mapped implements it beside CustomerSystem.
import type { CustomerSystem } from './customer-system'

export const externalFieldTypes = ['text', 'number', 'boolean', 'date', 'choice', 'choices', 'other'] as const
export type ExternalFieldType = (typeof externalFieldTypes)[number]

/** One field of a contact in the other system, as its live schema says now. */
export interface ExternalField {
  name: string
  label: string
  type: ExternalFieldType
  writable: boolean
  /** Characters; null when unlimited or no text. */
  maxLength: number | null
  /** Values a choice allows; empty for other types. */
  choices: { value: string; label: string }[]
}

/** A stage of the other system's life cycle that segments may be mapped to. */
export interface ExternalStage {
  value: string
  label: string
}

/** A field that the product would use and the other system does not have or hides; `why` is for the settings screen. */
export interface MissingField {
  name: string
  why: 'absent' | 'read_only' | 'wrong_type'
}

export interface FieldCatalogue {
  /** Read now, not from a cache. Throws as CustomerSystem does. */
  listFields(): Promise<ExternalField[]>
  /**
   * Fields that the adapter writes or reads by itself, and for which of ours, if for any that can be mapped: no other may stand
   * there. Absent: none that people could choose.
   */
  reservedFields?(): Promise<Readonly<Record<string, string | null>>>
  /** Empty for a system without a life cycle. */
  listStages(): Promise<ExternalStage[]>
  /** What the product needs for itself and does not find. Empty: all there. */
  missingFields(): Promise<MissingField[]>
  /** Makes what the product needs and may make itself (own properties); answers what still misses. */
  prepare(): Promise<MissingField[]>
  /** Values of one record by field name, as the other system writes them; null for an unknown id. */
  readFields(id: string, names: readonly string[]): Promise<Record<string, string | null> | null>
}

export const hasFieldCatalogue = (system: CustomerSystem): system is CustomerSystem & FieldCatalogue => 'listFields' in system
