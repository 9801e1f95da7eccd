// WooCommerce: the customers, guests and orders of a web shop, linked by keys that the shop hands over or that are pasted.
import { defineVendor } from '../../define-vendor'
import { wooCapabilities, WooCommerceCustomers } from './adapter'
import { wooHandover } from './handover'
import { wooCredentialsSchema, wooOptionsSchema } from './options'
import { wooWebhook } from './webhook'

export const woocommerce = defineVendor({
  id: 'woocommerce',
  aliases: [],
  label: 'WooCommerce',
  summaryKey: 'settings.crm.vendors.woocommerce',
  caveatKeys: [
    'settings.crm.caveats.guestsAreRead',
    'settings.crm.caveats.accountsAreMade',
    'settings.crm.caveats.deletesForGood',
  ],
  ways: ['handover', 'token'],
  connectFields: [
    {
      name: 'storeUrl',
      kind: 'url',
      required: true,
      labelKey: 'settings.crm.fields.storeUrl',
      hintKey: 'settings.crm.fields.storeUrlHint',
    },
    {
      name: 'consumerKey',
      kind: 'secret',
      required: true,
      labelKey: 'settings.crm.fields.consumerKey',
      hintKey: 'settings.crm.fields.consumerKeyHint',
      way: 'token',
    },
    { name: 'consumerSecret', kind: 'secret', required: true, labelKey: 'settings.crm.fields.consumerSecret', way: 'token' },
  ],
  oauth: null,
  handover: wooHandover,
  capabilities: wooCapabilities,
  audience: 'shops',
  credentialsSchema: wooCredentialsSchema,
  optionsSchema: wooOptionsSchema,
  create: (credentials, options, services) => new WooCommerceCustomers(credentials, options, services),
  webhook: wooWebhook,
})
