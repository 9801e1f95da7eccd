// The one place that knows which version of Shopify's Admin API is spoken. Versions come each quarter and live a year at
// least; when one has died, Shopify answers in the oldest that lives. https://shopify.dev/docs/api/usage/versioning

export const apiVersion = '2026-10'

export const graphqlPath = `/admin/api/${apiVersion}/graphql.json`
