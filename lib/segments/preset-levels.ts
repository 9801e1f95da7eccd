// The levels that a shop starts with, from spend and recency. The migration writes the same; a test compares.
import { presetSegments } from '@/lib/customers/customer'
import type { CustomerRule } from '@/lib/customers/rule'

export type PresetLevel = (typeof presetSegments)[number]

/** Days in which somebody who bought, wrote or was met is not forgotten. */
const recent = '180'

export const presetLevels: Record<PresetLevel, CustomerRule> = {
  // Minor units whatever the currency: 1 000 €, or 100 000 ¥.
  vip: {
    match: 'all',
    parts: [
      { field: 'spent', operator: 'atLeast', values: ['100000'] },
      { field: 'lastOrder', operator: 'within', values: ['365'] },
    ],
  },
  active: { match: 'all', parts: [{ field: 'lastOrder', operator: 'within', values: [recent] }] },
  prospect: {
    match: 'all',
    parts: [
      { field: 'orders', operator: 'is', values: ['0'] },
      {
        match: 'any',
        parts: [
          { field: 'lastContact', operator: 'within', values: [recent] },
          { field: 'created', operator: 'within', values: [recent] },
        ],
      },
    ],
  },
  standard: { match: 'all', parts: [] },
}

export const isPresetLevel = (key: string): key is PresetLevel => presetSegments.some((preset) => preset === key)
