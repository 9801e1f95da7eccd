// How a file is read and what its columns mean: guessed first, changed by a person, kept with the import.
import { z } from 'zod'
import { cutText } from './cut-text'
import { delimiters } from './delimiter'
import { fileEncodings } from './encoding'
import { dateOrders } from './value-formats'

/** Limits that a file is refused for, in the words of lib/server/import. */
export const mostBytes = 50 * 1024 * 1024
export const mostRows = 200_000
export const mostColumns = 300
/** Characters of a cell that can be kept, and of a whole row before it is taken for a quote that was never closed. */
export const longestCell = 10_000
export const longestRow = 2_000_000
/** Days after which a file's bytes, its refused rows and what undoing needs are removed. */
export const keptDays = 30

export const columnTargets = [
  'ignore',
  'id',
  'reference',
  'firstName',
  'lastName',
  'fullName',
  'phone',
  'email',
  'language',
  'preferredChannel',
  'segment',
  'tags',
  'consentSms',
  'consentWhatsapp',
  'consentEmail',
  'consentPhone',
  'metadata',
] as const
export const columnTargetSchema = z.enum(columnTargets)
export type ColumnTarget = (typeof columnTargets)[number]

export const metadataFormats = ['text', 'number', 'amount', 'date', 'yesNo'] as const
export type MetadataFormat = (typeof metadataFormats)[number]

export const columnSchema = z
  .object({ header: z.string().max(300), target: columnTargetSchema, format: z.enum(metadataFormats) })
  .strict()
export type Column = z.infer<typeof columnSchema>

export const policies = ['fill', 'overwrite'] as const

export const importSettingsSchema = z
  .object({
    encoding: z.enum(fileEncodings),
    delimiter: z.enum(delimiters),
    hasHeader: z.boolean(),
    /** Mojibake is put right. */
    repair: z.boolean(),
    columns: z.array(columnSchema).max(mostColumns),
    dateOrder: z.enum(dateOrders),
    /** What happens to a field that has a value already: it stays, or the file's replaces it. */
    policy: z.enum(policies),
    /** With `overwrite`: also over what a person of the shop has changed. */
    overTeam: z.boolean(),
    /** Where the agreements in this file were given; without it none is written down. */
    consentSource: z
      .string()
      .trim()
      .max(200)
      .transform((text) => (text === '' ? null : text))
      .nullable(),
  })
  .strict()
export type ImportSettings = z.output<typeof importSettingsSchema>

/** Before the name of a shop's own column where that name alone would mean a field of the product. */
export const ownMark = /^\s*(?:donnée|data)\s*:\s*/i

/** The key under which a column that has no field of its own is kept with the customer; never a name that objects have. */
export const metadataKey = (header: string): string => {
  const key = cutText(header.replace(ownMark, '').trim().replace(/\s+/g, ' '), 120)
  return key in {} ? `${key}_` : key
}
