// HubSpot: contacts, notes and messages of an account, linked by consent or by a token.
import { defineVendor } from '../../define-vendor'
import { HubSpotCustomers, hubspotCapabilities } from './adapter'
import { hubspotOAuth } from './oauth'
import { hubspotCredentialsSchema, hubspotOptionsSchema } from './options'
import { hubspotWebhook } from './webhook'

export const hubspot = defineVendor({
  id: 'hubspot',
  aliases: [],
  label: 'HubSpot',
  summaryKey: 'settings.crm.vendors.hubspot',
  caveatKeys: ['settings.crm.caveats.mergeIsFinal', 'settings.crm.caveats.noOrders'],
  ways: ['oauth2', 'token'],
  connectFields: [
    {
      name: 'accessToken',
      kind: 'secret',
      required: true,
      labelKey: 'settings.crm.fields.accessToken',
      hintKey: 'settings.crm.fields.serviceKeyHint',
      way: 'token',
    },
  ],
  oauth: hubspotOAuth,
  capabilities: hubspotCapabilities,
  audience: 'shops',
  credentialsSchema: hubspotCredentialsSchema,
  optionsSchema: hubspotOptionsSchema,
  create: (credentials, options, services) => new HubSpotCustomers(credentials, options, services),
  webhook: hubspotWebhook,
})
