// Shopify: customers and orders of a shop, linked by consent, by a token or by an app of its own.
import { defineVendor } from '../../define-vendor'
import { ShopifyCustomers, shopifyCapabilities } from './adapter'
import { shopifyOAuth } from './oauth'
import { shopifyCredentialsSchema, shopifyOptionsSchema } from './options'
import { shopifyWebhook } from './webhook'

export const shopify = defineVendor({
  id: 'shopify',
  aliases: [],
  label: 'Shopify',
  summaryKey: 'settings.crm.vendors.shopify',
  caveatKeys: [
    'settings.crm.caveats.mergeIsFinal',
    'settings.crm.caveats.buyersStay',
    'settings.crm.caveats.oneNote',
    'settings.crm.caveats.recentOrders',
  ],
  ways: ['oauth2', 'token'],
  connectFields: [
    {
      name: 'shop',
      kind: 'text',
      required: true,
      labelKey: 'settings.crm.fields.shopName',
      hintKey: 'settings.crm.fields.shopNameHint',
    },
    {
      name: 'accessToken',
      kind: 'secret',
      required: false,
      labelKey: 'settings.crm.fields.accessToken',
      hintKey: 'settings.crm.fields.oldTokenHint',
      way: 'token',
    },
    {
      name: 'clientId',
      kind: 'text',
      required: false,
      labelKey: 'settings.crm.fields.clientId',
      hintKey: 'settings.crm.fields.clientIdHint',
      way: 'token',
    },
    { name: 'clientSecret', kind: 'secret', required: false, labelKey: 'settings.crm.fields.clientSecret', way: 'token' },
  ],
  oauth: shopifyOAuth,
  capabilities: shopifyCapabilities,
  audience: 'shops',
  credentialsSchema: shopifyCredentialsSchema,
  optionsSchema: shopifyOptionsSchema,
  create: (credentials, options, services) => new ShopifyCustomers(credentials, options, services),
  webhook: shopifyWebhook,
})
