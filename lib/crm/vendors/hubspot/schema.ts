// The fields of HubSpot's answers that are read. Ids stay text: some are beyond what a JavaScript number holds.
import { z } from 'zod'

const properties = z.record(z.string(), z.string().nullable())

export const objectSchema = z.object({
  id: z.string().min(1),
  properties,
  createdAt: z.iso.datetime({ offset: true }).transform((text) => new Date(text)),
  updatedAt: z.iso.datetime({ offset: true }).transform((text) => new Date(text)),
  archived: z.boolean().default(false),
  archivedAt: z.iso
    .datetime({ offset: true })
    .transform((text) => new Date(text))
    .optional(),
})
export type HubspotObject = z.output<typeof objectSchema>

const next = z.object({ next: z.object({ after: z.string() }).optional() }).optional()

export const pageSchema = z.object({ results: z.array(objectSchema), paging: next })

const rowErrors = z
  .array(
    z.object({
      message: z.string().optional(),
      category: z.string().optional(),
      context: z.record(z.string(), z.array(z.string())).optional(),
    }),
  )
  .default([])
export type RowErrors = z.output<typeof rowErrors>

/** `new` is there after an upsert. Rows that failed are in `errors`, named by the trace id that was sent with them. */
export const batchSchema = z.object({
  status: z.string(),
  results: z.array(objectSchema.extend({ new: z.boolean().optional() })),
  errors: rowErrors,
})

export const associationsSchema = z.object({
  results: z.array(
    z.object({
      from: z.object({ id: z.string() }),
      to: z.array(z.object({ toObjectId: z.union([z.string(), z.int()]).transform(String) })),
      paging: next,
    }),
  ),
  errors: rowErrors,
})

export const propertySchema = z.object({
  name: z.string(),
  label: z.string(),
  type: z.string(),
  fieldType: z.string(),
  calculated: z.boolean().default(false),
  archived: z.boolean().default(false),
  hasUniqueValue: z.boolean().default(false),
  options: z.array(z.object({ label: z.string(), value: z.string(), hidden: z.boolean().default(false) })).default([]),
  modificationMetadata: z
    .object({ readOnlyValue: z.boolean().default(false), readOnlyOptions: z.boolean().default(false) })
    .optional(),
})
export type HubspotProperty = z.output<typeof propertySchema>

export const propertiesSchema = z.object({ results: z.array(propertySchema) })

/** Every member may be missing. https://developers.hubspot.com/docs/api-reference/error-handling */
export const errorSchema = z.object({
  message: z.string().default(''),
  category: z.string().default(''),
  errorType: z.string().default(''),
  policyName: z.string().default(''),
  errors: z.array(z.object({ code: z.string().default(''), message: z.string().default('') })).default([]),
})
