// The fields of a rule as a person looks for them.
import type { FixedRuleField } from '@/lib/customers/rule-fields'

export const fieldGroups = {
  identity: ['firstName', 'lastName', 'segment', 'group', 'tag'],
  contact: ['phone', 'email', 'whatsapp', 'preferredChannel', 'lastChannel', 'language'],
  purchases: ['spent', 'orders', 'averageOrder', 'lastOrder'],
  consents: ['consent.sms', 'consent.whatsapp', 'consent.email', 'consent.phone'],
  dates: ['lastContact', 'created', 'updated'],
  systems: ['system'],
} as const satisfies Record<string, readonly FixedRuleField[]>
export type FieldGroup = keyof typeof fieldGroups

export const fieldGroupNames: readonly FieldGroup[] = ['identity', 'contact', 'purchases', 'consents', 'dates', 'systems']
