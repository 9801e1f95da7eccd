// Everything we ask Shopify, as text. A test holds each against the published Admin schema.
import { metafieldName, namespace } from './own-metafields'

export interface Operation {
  name: string
  text: string
  /** Whether sending it again after a lost answer does no harm. */
  repeatable: boolean
}

const query = (name: string, text: string): Operation => ({ name, text, repeatable: true })
const mutation = (name: string, text: string, { repeatable }: { repeatable: boolean }): Operation => ({ name, text, repeatable })

const errors = 'userErrors { field message }'
const codedErrors = 'userErrors { code field message }'

/** The mapped metafields have no place of their own in the answer's shape: `m0`, `m1`… in the order of the names. */
const mappedFields = (mapped: readonly string[]): string =>
  mapped
    .map((external, at) => {
      const name = metafieldName(external)
      return name === null ? '' : `m${at}: metafield(namespace: "${name.namespace}", key: "${name.key}") { type value }`
    })
    .join('\n  ')

const customerBody = (mapped: readonly string[]): string => `
  id firstName lastName locale note tags createdAt updatedAt numberOfOrders
  amountSpent { amount currencyCode }
  lastOrder { processedAt }
  defaultEmailAddress { emailAddress marketingState marketingUpdatedAt }
  defaultPhoneNumber {
    phoneNumber
    smsMarketingConsent { state updatedAt }
    whatsAppMarketingConsent { state updatedAt }
  }
  data: metafield(namespace: "${namespace}", key: "data") { compareDigest value }
  ${mappedFields(mapped)}
`

/** Points that one customer costs: himself, and each object below. */
export const customerCost = (mapped: readonly string[]): number => 8 + mapped.length

const orderBody = `
  id name test email phone processedAt updatedAt cancelledAt
  displayFinancialStatus displayFulfillmentStatus
  totalPriceSet { shopMoney { amount currencyCode } }
  totalRefundedSet { shopMoney { amount currencyCode } }
  billingAddress { firstName lastName phone }
  shippingAddress { firstName lastName phone }
  customer {
    id firstName lastName
    defaultEmailAddress { emailAddress }
    defaultPhoneNumber { phoneNumber }
  }
`
const orderFields = `
fragment OrderFields on Order {${orderBody}}`
/** Points that one order costs. */
export const orderCost = 10

const owned = (key: string, variable: string): string =>
  `customerByIdentifier(identifier: { customId: { namespace: "${namespace}", key: "${key}", value: ${variable} } }) { ...CustomerFields }`

/** @param mapped metafields of the shop's own mapping, as `namespace.key` */
export function operationsFor(mapped: readonly string[]) {
  const customer = `
fragment CustomerFields on Customer {${customerBody(mapped)}}`
  return {
    shop: query(
      'Shop',
      `query Shop {
  shop { name myshopifyDomain currencyCode }
  currentAppInstallation { accessScopes { handle } }
}`,
    ),
    customer: query('Customer', `query Customer($id: ID!) { customer(id: $id) { ...CustomerFields } }${customer}`),
    customerByOwnId: query(
      'CustomerByOwnId',
      `query CustomerByOwnId($value: String!) { first: ${owned('id', '$value')} }${customer}`,
    ),
    customerByEmail: query(
      'CustomerByEmail',
      `query CustomerByEmail($value: String!) {
  first: customerByIdentifier(identifier: { emailAddress: $value }) { ...CustomerFields }
  second: ${owned('email_2', '$value')}
  third: ${owned('email_3', '$value')}
}${customer}`,
    ),
    customerByPhone: query(
      'CustomerByPhone',
      `query CustomerByPhone($value: String!) {
  first: customerByIdentifier(identifier: { phoneNumber: $value }) { ...CustomerFields }
  second: ${owned('phone_2', '$value')}
  third: ${owned('phone_3', '$value')}
}${customer}`,
    ),
    customers: query(
      'Customers',
      `query Customers($first: Int!, $after: String, $query: String, $sortKey: CustomerSortKeys!, $reverse: Boolean!) {
  customers(first: $first, after: $after, query: $query, sortKey: $sortKey, reverse: $reverse) {
    nodes { ...CustomerFields }
    pageInfo { hasNextPage endCursor }
  }
}${customer}`,
    ),
    customersCount: query('CustomersCount', 'query CustomersCount($limit: Int) { customersCount(limit: $limit) { count } }'),
    customerTags: query('CustomerTags', 'query CustomerTags { shop { customerTags(first: 250) { nodes } } }'),
    customerMetafields: query(
      'CustomerMetafields',
      `query CustomerMetafields($id: ID!, $first: Int!, $keys: [String!]!) {
  customer(id: $id) { note metafields(first: $first, keys: $keys) { nodes { namespace key value } } }
}`,
    ),
    customerOrders: query(
      'CustomerOrders',
      `query CustomerOrders($id: ID!, $first: Int!, $after: String) {
  customer(id: $id) {
    orders(first: $first, after: $after, sortKey: ID) {
      nodes { ...OrderFields }
      pageInfo { hasNextPage endCursor }
    }
  }
}${orderFields}`,
    ),
    /** What was deleted is told by the shop's events, which live for a year. */
    events: query(
      'Events',
      `query Events($first: Int!, $after: String, $query: String) {
  events(first: $first, after: $after, query: $query, sortKey: CREATED_AT) {
    nodes { ... on BasicEvent { action createdAt subjectId subjectType } }
    pageInfo { hasNextPage endCursor }
  }
}`,
    ),
    order: query('Order', `query Order($id: ID!) { order(id: $id) { ...OrderFields } }${orderFields}`),
    orders: query(
      'Orders',
      `query Orders($first: Int!, $after: String, $query: String) {
  orders(first: $first, after: $after, query: $query, sortKey: UPDATED_AT) {
    nodes { ...OrderFields }
    pageInfo { hasNextPage endCursor }
  }
}${orderFields}`,
    ),
    ordersCount: query('OrdersCount', 'query OrdersCount($limit: Int) { ordersCount(limit: $limit) { count } }'),
    definitions: query(
      'Definitions',
      `query Definitions($first: Int!, $after: String) {
  metafieldDefinitions(ownerType: CUSTOMER, first: $first, after: $after) {
    nodes { name namespace key type { name } validations { name value } }
    pageInfo { hasNextPage endCursor }
  }
}`,
    ),
    mergeStatus: query(
      'MergeStatus',
      `query MergeStatus($jobId: ID!) {
  customerMergeJobStatus(jobId: $jobId) { status resultingCustomerId }
}`,
    ),
    bulkOperation: query('BulkOperation', 'query BulkOperation($id: ID!) { bulkOperation(id: $id) { status errorCode url } }'),

    createCustomer: mutation(
      'CreateCustomer',
      `mutation CreateCustomer($input: CustomerInput!) {
  customerCreate(input: $input) { customer { id } ${errors} }
}`,
      { repeatable: false },
    ),
    updateCustomer: mutation(
      'UpdateCustomer',
      `mutation UpdateCustomer($input: CustomerInput!) {
  customerUpdate(input: $input) { customer { id } ${errors} }
}`,
      { repeatable: true },
    ),
    /** In one request, so that an address is never nobody's. */
    moveEmail: mutation(
      'MoveEmail',
      `mutation MoveEmail($from: CustomerInput!, $to: CustomerInput!) {
  from: customerUpdate(input: $from) { customer { id } ${errors} }
  to: customerUpdate(input: $to) { customer { id } ${errors} }
}`,
      { repeatable: true },
    ),
    deleteCustomer: mutation(
      'DeleteCustomer',
      `mutation DeleteCustomer($id: ID!) { customerDelete(input: { id: $id }) { deletedCustomerId ${errors} } }`,
      { repeatable: true },
    ),
    canDelete: query('CanDelete', 'query CanDelete($id: ID!) { customer(id: $id) { canDelete } }'),
    mergeCustomers: mutation(
      'MergeCustomers',
      `mutation MergeCustomers($one: ID!, $two: ID!, $override: CustomerMergeOverrideFields) {
  customerMerge(customerOneId: $one, customerTwoId: $two, overrideFields: $override) {
    job { id done } resultingCustomerId ${codedErrors}
  }
}`,
      { repeatable: false },
    ),
    changeTags: mutation(
      'ChangeTags',
      `mutation ChangeTags($id: ID!, $removed: [String!]!, $added: [String!]!, $removes: Boolean!, $adds: Boolean!) {
  tagsRemove(id: $id, tags: $removed) @include(if: $removes) { node { id } ${errors} }
  tagsAdd(id: $id, tags: $added) @include(if: $adds) { node { id } ${errors} }
}`,
      { repeatable: true },
    ),
    setMetafields: mutation(
      'SetMetafields',
      `mutation SetMetafields($metafields: [MetafieldsSetInput!]!) {
  metafieldsSet(metafields: $metafields) { metafields { key } userErrors { code elementIndex field message } }
}`,
      { repeatable: false },
    ),
    deleteMetafields: mutation(
      'DeleteMetafields',
      `mutation DeleteMetafields($metafields: [MetafieldIdentifierInput!]!) {
  metafieldsDelete(metafields: $metafields) { deletedMetafields { key } ${errors} }
}`,
      { repeatable: true },
    ),
    emailConsent: mutation(
      'EmailConsent',
      `mutation EmailConsent($input: CustomerEmailMarketingConsentUpdateInput!) {
  customerEmailMarketingConsentUpdate(input: $input) { customer { id } ${codedErrors} }
}`,
      { repeatable: true },
    ),
    smsConsent: mutation(
      'SmsConsent',
      `mutation SmsConsent($input: CustomerSmsMarketingConsentUpdateInput!) {
  customerSmsMarketingConsentUpdate(input: $input) { customer { id } ${codedErrors} }
}`,
      { repeatable: true },
    ),
    /** Its answer has a number where the others have a customer. */
    whatsappConsent: mutation(
      'WhatsAppConsent',
      `mutation WhatsAppConsent($input: CustomerWhatsAppMarketingConsentUpdateInput!) {
  customerWhatsAppMarketingConsentUpdate(input: $input) { customerPhoneNumber { phoneNumber } ${codedErrors} }
}`,
      { repeatable: true },
    ),
    createDefinition: mutation(
      'CreateDefinition',
      `mutation CreateDefinition($definition: MetafieldDefinitionInput!) {
  metafieldDefinitionCreate(definition: $definition) { createdDefinition { id } ${codedErrors} }
}`,
      { repeatable: true },
    ),
    runBulk: mutation(
      'RunBulk',
      `mutation RunBulk($query: String!) {
  bulkOperationRunQuery(query: $query, groupObjects: false) { bulkOperation { id } ${codedErrors} }
}`,
      { repeatable: false },
    ),
  }
}

export type Operations = ReturnType<typeof operationsFor>

/** What a bulk operation runs: the same fields, a line for each. No connection stands below, so that no line has a parent. */
export const bulkCustomers = (mapped: readonly string[]): string => `{ customers { edges { node {${customerBody(mapped)}} } } }`
export const bulkOrders = `{ orders { edges { node {${orderBody}} } } }`
