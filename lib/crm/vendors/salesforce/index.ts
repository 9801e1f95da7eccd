// Salesforce: contacts and tasks of an org, linked by consent or by a token.
import { defineVendor } from '../../define-vendor'
import { SalesforceCustomers, salesforceCapabilities } from './adapter'
import { salesforceOAuth } from './oauth'
import { salesforceCredentialsSchema, salesforceOptionsSchema } from './options'
import { salesforceWebhook } from './webhook'

export const salesforce = defineVendor({
  id: 'salesforce',
  aliases: [],
  label: 'Salesforce',
  summaryKey: 'settings.crm.vendors.salesforce',
  caveatKeys: [
    'settings.crm.caveats.mergeEmulated',
    'settings.crm.caveats.noOrders',
    'settings.crm.caveats.privateContacts',
    'settings.crm.caveats.outboundMessages',
  ],
  ways: ['oauth2', 'token'],
  connectFields: [
    {
      name: 'loginHost',
      kind: 'text',
      required: false,
      labelKey: 'settings.crm.fields.loginHost',
      hintKey: 'settings.crm.fields.loginHostHint',
      way: 'oauth2',
    },
    {
      name: 'instanceUrl',
      kind: 'url',
      required: true,
      labelKey: 'settings.crm.fields.instanceUrl',
      hintKey: 'settings.crm.fields.instanceUrlHint',
      way: 'token',
    },
    { name: 'accessToken', kind: 'secret', required: true, labelKey: 'settings.crm.fields.accessToken', way: 'token' },
  ],
  oauth: salesforceOAuth,
  capabilities: salesforceCapabilities,
  audience: 'shops',
  credentialsSchema: salesforceCredentialsSchema,
  optionsSchema: salesforceOptionsSchema,
  create: (credentials, options, services) => new SalesforceCustomers(credentials, options, services),
  webhook: salesforceWebhook,
})
