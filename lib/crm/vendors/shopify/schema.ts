// The wire fields of Shopify that are read.
import { z } from 'zod'

/** `gid://shopify/Customer/42` → `42`. Ids are text: they go beyond what a JavaScript number holds. */
const idOf = (kind: string) =>
  z
    .string()
    .regex(new RegExp(`^gid://shopify/${kind}/\\d{1,20}(\\?|$)`))
    .transform((gid) => /\/(\d+)(?:\?|$)/.exec(gid)?.[1] ?? '')

export const gid = (kind: 'Customer' | 'Order', id: string): string => `gid://shopify/${kind}/${id}`
/** What can be a record's id at all. */
export const isId = (id: string): boolean => /^\d{1,20}$/.test(id)

const moment = z.iso.datetime({ offset: true }).transform((text) => new Date(text))
const moneySchema = z.object({
  amount: z.string().regex(/^-?\d{1,18}(\.\d{1,10})?$/),
  currencyCode: z.string().regex(/^[A-Z]{3}$/),
})
export type WireMoney = z.output<typeof moneySchema>

const consentSchema = z.object({ state: z.string(), updatedAt: moment.nullable() })
const mappedSchema = z.object({ type: z.string(), value: z.string() }).nullable()

const knownSchema = z.object({
  id: idOf('Customer'),
  firstName: z.string().nullable(),
  lastName: z.string().nullable(),
  locale: z.string(),
  note: z.string().nullable(),
  tags: z.array(z.string()),
  createdAt: moment,
  updatedAt: moment,
  /** UnsignedInt64 is written as text. */
  numberOfOrders: z.union([z.string(), z.int()]).transform(Number).pipe(z.int().min(0)),
  amountSpent: moneySchema,
  lastOrder: z.object({ processedAt: moment }).nullable(),
  defaultEmailAddress: z
    .object({ emailAddress: z.string(), marketingState: z.string(), marketingUpdatedAt: moment.nullable() })
    .nullable(),
  defaultPhoneNumber: z
    .object({ phoneNumber: z.string(), smsMarketingConsent: consentSchema, whatsAppMarketingConsent: consentSchema })
    .nullable(),
  data: z.object({ compareDigest: z.string(), value: z.string() }).nullable(),
})

/** Mapped metafields, `m0`, `m1`… on the wire (operations.ts), are a list in the same order. */
export const customerSchema = z.record(z.string(), z.unknown()).transform((wire, context) => {
  const known = knownSchema.safeParse(wire)
  const mapped = z.array(mappedSchema).safeParse(aliased(wire))
  for (const { error } of [known, mapped])
    for (const { path, code } of error?.issues ?? []) context.addIssue({ code: 'custom', path, message: code })
  return known.success && mapped.success ? { ...known.data, mapped: mapped.data } : z.NEVER
})
export type WireCustomer = z.output<typeof customerSchema>

function aliased(wire: Record<string, unknown>): unknown[] {
  const found: unknown[] = []
  for (let at = 0; `m${at}` in wire; at++) found.push(wire[`m${at}`])
  return found
}

const nameSchema = z
  .object({ firstName: z.string().nullable(), lastName: z.string().nullable(), phone: z.string().nullable() })
  .nullable()
const bagSchema = z.object({ shopMoney: moneySchema })

export const orderSchema = z.object({
  id: idOf('Order'),
  name: z.string(),
  test: z.boolean(),
  email: z.string().nullable(),
  phone: z.string().nullable(),
  processedAt: moment,
  updatedAt: moment,
  cancelledAt: moment.nullable(),
  displayFinancialStatus: z.string().nullable(),
  displayFulfillmentStatus: z.string(),
  totalPriceSet: bagSchema,
  totalRefundedSet: bagSchema,
  billingAddress: nameSchema,
  shippingAddress: nameSchema,
  customer: z
    .object({
      id: idOf('Customer'),
      firstName: z.string().nullable(),
      lastName: z.string().nullable(),
      defaultEmailAddress: z.object({ emailAddress: z.string() }).nullable(),
      defaultPhoneNumber: z.object({ phoneNumber: z.string() }).nullable(),
    })
    .nullable(),
})
export type WireOrder = z.output<typeof orderSchema>

const pageInfoSchema = z.object({ hasNextPage: z.boolean(), endCursor: z.string().nullable() })
const pageOf = <S extends z.ZodType>(node: S) => z.object({ nodes: z.array(node), pageInfo: pageInfoSchema })
export interface WirePage<T> {
  nodes: T[]
  pageInfo: z.output<typeof pageInfoSchema>
}

const count = z.object({ count: z.int().min(0) }).nullable()
const metafieldSchema = z.object({ namespace: z.string(), key: z.string(), value: z.string() })
const definitionSchema = z.object({
  name: z.string(),
  namespace: z.string(),
  key: z.string(),
  type: z.object({ name: z.string() }),
  validations: z.array(z.object({ name: z.string(), value: z.string().nullable() })),
})
export type WireDefinition = z.output<typeof definitionSchema>

/** `data` of each query's answer. */
export const answers = {
  shop: z.object({
    shop: z.object({ name: z.string(), myshopifyDomain: z.string(), currencyCode: z.string() }),
    currentAppInstallation: z.object({ accessScopes: z.array(z.object({ handle: z.string() })) }),
  }),
  customer: z.object({ customer: customerSchema.nullable() }),
  found: z.object({
    first: customerSchema.nullable(),
    second: customerSchema.nullish(),
    third: customerSchema.nullish(),
  }),
  customers: z.object({ customers: pageOf(customerSchema) }),
  customersCount: z.object({ customersCount: count }),
  customerTags: z.object({ shop: z.object({ customerTags: z.object({ nodes: z.array(z.string()) }) }) }),
  customerMetafields: z.object({
    customer: z.object({ note: z.string().nullable(), metafields: z.object({ nodes: z.array(metafieldSchema) }) }).nullable(),
  }),
  customerOrders: z.object({ customer: z.object({ orders: pageOf(orderSchema) }).nullable() }),
  events: z.object({
    events: pageOf(
      z.object({ action: z.string(), createdAt: moment, subjectId: z.string(), subjectType: z.string() }).partial(),
    ).nullable(),
  }),
  order: z.object({ order: orderSchema.nullable() }),
  orders: z.object({ orders: pageOf(orderSchema) }),
  ordersCount: z.object({ ordersCount: count }),
  definitions: z.object({ metafieldDefinitions: pageOf(definitionSchema) }),
  mergeStatus: z.object({
    customerMergeJobStatus: z.object({ status: z.string(), resultingCustomerId: idOf('Customer') }).nullable(),
  }),
  bulkOperation: z.object({
    bulkOperation: z.object({ status: z.string(), errorCode: z.string().nullable(), url: z.string().nullable() }).nullable(),
  }),
  canDelete: z.object({ customer: z.object({ canDelete: z.boolean() }).nullable() }),
}

const userErrorSchema = z.object({
  field: z.array(z.string()).nullish(),
  message: z.string(),
  code: z.string().nullish(),
})
export type UserError = z.output<typeof userErrorSchema>
const userErrors = z.array(userErrorSchema)
const refusable = z.object({ userErrors })

/** `data` of each mutation's answer. */
export const outcomes = {
  createCustomer: z.object({
    customerCreate: z.object({ customer: z.object({ id: idOf('Customer') }).nullable(), userErrors }),
  }),
  updateCustomer: z.object({ customerUpdate: refusable }),
  moveEmail: z.object({ from: refusable, to: refusable }),
  deleteCustomer: z.object({ customerDelete: refusable }),
  mergeCustomers: z.object({
    customerMerge: z.object({
      job: z.object({ id: z.string(), done: z.boolean() }).nullable(),
      resultingCustomerId: idOf('Customer').nullable(),
      userErrors,
    }),
  }),
  changeTags: z.object({ tagsRemove: refusable.optional(), tagsAdd: refusable.optional() }),
  setMetafields: z.object({ metafieldsSet: refusable }),
  deleteMetafields: z.object({ metafieldsDelete: refusable }),
  emailConsent: z.object({ customerEmailMarketingConsentUpdate: refusable }),
  smsConsent: z.object({ customerSmsMarketingConsentUpdate: refusable }),
  whatsappConsent: z.object({ customerWhatsAppMarketingConsentUpdate: refusable }),
  createDefinition: z.object({ metafieldDefinitionCreate: refusable }),
  runBulk: z.object({
    bulkOperationRunQuery: z.object({ bulkOperation: z.object({ id: z.string() }).nullable(), userErrors }),
  }),
}

/** What stands around every answer. One with neither data nor errors is none of Shopify's. */
export const envelopeSchema = z
  .object({
    data: z.unknown().optional(),
    errors: z
      .array(
        z.object({
          message: z.string(),
          path: z.array(z.union([z.string(), z.number()])).nullish(),
          extensions: z.object({ code: z.string().optional() }).nullish(),
        }),
      )
      .optional(),
    extensions: z
      .object({
        cost: z
          .object({
            requestedQueryCost: z.number().nullish(),
            throttleStatus: z
              .object({
                maximumAvailable: z.number().positive(),
                currentlyAvailable: z.number(),
                restoreRate: z.number().positive(),
              })
              .nullish(),
          })
          .nullish(),
      })
      .nullish(),
  })
  .refine(({ data, errors }) => (data !== null && data !== undefined) || (errors ?? []).length > 0)
export type Envelope = z.output<typeof envelopeSchema>
