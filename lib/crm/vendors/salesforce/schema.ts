// What Salesforce answers, as far as this folder reads it. https://developer.salesforce.com/docs/platform/api-rest/guide/
import { z } from 'zod'

/** `2026-11-01T10:00:00.000+0000`: the zone has no colon. */
export const momentSchema = z
  .string()
  .regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:?\d\d)$/)
  .transform((text) => new Date(text.replace(/([+-]\d\d)(\d\d)$/, '$1:$2')))
  .refine((at) => !Number.isNaN(at.getTime()))

export const idSchema = z.string().regex(/^[A-Za-z0-9]{18}$/)

const commonSchema = z.object({ Id: idSchema, CreatedDate: momentSchema, SystemModstamp: momentSchema })
export type SalesforceRecord = Record<string, unknown> & z.output<typeof commonSchema>
const isObject = (value: unknown): boolean => typeof value === 'object' && value !== null && !Array.isArray(value)

/** A record: what every one has, and its fields by name, which are not looked at one by one: an answer has up to 60,000. */
export const recordSchema = z.custom<Record<string, unknown>>(isObject).transform((fields, context): SalesforceRecord => {
  const common = commonSchema.safeParse(fields)
  if (common.success) return { ...fields, ...common.data }
  context.addIssue({ code: 'custom', message: 'record' })
  return z.NEVER
})

export const versionsSchema = z.array(z.object({ version: z.string().regex(/^\d{2,3}\.\d$/) })).min(1)

export const describeSchema = z.object({
  fields: z.array(
    z.object({
      name: z.string(),
      label: z.string(),
      type: z.string(),
      length: z.int(),
      createable: z.boolean(),
      updateable: z.boolean(),
      externalId: z.boolean(),
      unique: z.boolean(),
      calculated: z.boolean(),
      filterable: z.boolean(),
      restrictedPicklist: z.boolean(),
      picklistValues: z.array(z.object({ value: z.string(), label: z.string().nullable(), active: z.boolean() })),
    }),
  ),
})
export type DescribedField = z.output<typeof describeSchema>['fields'][number]

export const savedSchema = z.object({ id: idSchema, success: z.literal(true) })

export const queryPageSchema = z.discriminatedUnion('done', [
  z.object({ done: z.literal(true), records: z.array(z.unknown()) }),
  z.object({
    done: z.literal(false),
    records: z.array(z.unknown()),
    nextRecordsUrl: z.string().regex(/^\/services\/data\/v\d+\.\d\/query(All)?\/[\w-]+$/),
  }),
])

export const searchSchema = z.object({ searchRecords: z.array(z.object({ Id: idSchema })) })

/** One row of a collection's answer; refusals are said with `statusCode` here. */
export const rowResultSchema = z.object({
  id: idSchema.nullish(),
  success: z.boolean(),
  created: z.boolean().optional(),
  errors: z.array(z.object({ statusCode: z.string(), message: z.string(), fields: z.array(z.string()).nullish() })),
})

export const deletedSchema = z.object({
  deletedRecords: z.array(z.object({ id: idSchema, deletedDate: momentSchema })),
  earliestDateAvailable: momentSchema,
  latestDateCovered: momentSchema,
})

const duplicateSchema = z.object({
  allowSave: z.boolean(),
  matchResults: z
    .array(z.object({ matchRecords: z.array(z.object({ record: z.object({ Id: z.string() }) })).default([]) }))
    .default([]),
})

/** The key for duplicates is misspelt in real answers; both spellings are read. */
export const errorsSchema = z
  .array(
    z.object({
      errorCode: z.string(),
      message: z.string(),
      fields: z.array(z.string()).nullish(),
      duplicateResut: duplicateSchema.optional(),
      duplicateResult: duplicateSchema.optional(),
    }),
  )
  .min(1)
