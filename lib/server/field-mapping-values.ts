// What one customer looks like through a mapping: what would be written there, what would be read back here. Pure.
import type { Preferences } from '@/lib/consent/preferences'
import { fitsField, fromExternalText, mappableFields, mappedType, metadataKeyOf, toExternalText } from '@/lib/crm/field-mapping'
import type { Customer } from '@/lib/customers/customer'
import type { ExternalField } from '@/lib/customers/field-catalogue'

export interface PreviewRow {
  ours: string
  /** Their field's name, and its label when the live schema has the field. */
  theirs: string
  theirsLabel: string
  /** Our value as it would stand there; null: nothing, the field is emptied. */
  out: string | null
  /** Why `out` would not be taken; null when it would. */
  refused: 'too_long' | 'no_choice' | 'not_a_number' | 'read_only' | 'absent' | null
  /** What stands there now. */
  there: string | null
  /** `read`: `back` is what we would take. `unreadable`: it is no value of our kind. */
  reading: 'read' | 'empty' | 'unreadable'
  back: string | null
}

/** One of our fields of a customer: text, number, boolean, list of tags, or null. */
export function ownValue(customer: Customer, { optIn }: Pick<Preferences, 'optIn'>, ours: string): unknown {
  const key = metadataKeyOf(ours)
  if (key !== null) return Object.hasOwn(customer.metadata, key) ? customer.metadata[key] : null
  const values: Record<string, unknown> = {
    firstName: customer.firstName,
    lastName: customer.lastName,
    email: customer.email,
    phone: customer.phone,
    preferredChannel: customer.preferredChannel,
    language: customer.language,
    segment: customer.segment,
    tags: customer.tags,
    'optIn.email': optIn.email,
    'optIn.sms': optIn.sms,
    'optIn.whatsapp': optIn.whatsapp,
    'optIn.phone': optIn.phone,
  }
  return Object.hasOwn(values, ours) ? values[ours] : null
}

/** As the screen lists our fields; those of the shop's own come last. */
function inOrder(mapping: Readonly<Record<string, string>>): [ours: string, theirs: string][] {
  const place = (ours: string): number => {
    const at = mappableFields.findIndex(({ name }) => name === ours)
    return at === -1 ? mappableFields.length : at
  }
  return Object.entries(mapping).sort(([a], [b]) => place(a) - place(b))
}

function refusal(out: string | null, field: ExternalField | undefined): PreviewRow['refused'] {
  if (field === undefined) return 'absent'
  if (!field.writable) return 'read_only'
  if (out === null || fitsField(out, field)) return null
  if (field.maxLength !== null && [...out].length > field.maxLength) return 'too_long'
  return field.type === 'number' ? 'not_a_number' : 'no_choice'
}

/**
 * @param subject our customer, or null when the person is there only: then nothing would be written
 * @param there their values by field name, or null when the person is here only
 */
export function previewRows(
  mapping: Readonly<Record<string, string>>,
  catalogue: readonly ExternalField[],
  subject: { customer: Customer; preferences: Pick<Preferences, 'optIn'> } | null,
  there: Readonly<Record<string, string | null>> | null,
): PreviewRow[] {
  return inOrder(mapping).map(([ours, theirs]) => {
    const type = mappedType(ours)
    const field = catalogue.find(({ name }) => name === theirs)
    const out = subject === null ? null : toExternalText(ownValue(subject.customer, subject.preferences, ours), type)
    const stands = there?.[theirs] ?? null
    const back = fromExternalText(stands, type)
    const empty = stands === null || stands.trim() === ''
    return {
      ours,
      theirs,
      theirsLabel: field?.label ?? theirs,
      out,
      refused: refusal(out, field),
      there: stands,
      reading: empty ? 'empty' : back === null ? 'unreadable' : 'read',
      back: toExternalText(back, type),
    }
  })
}
