// A customer system in memory, for development and as the model in tests. Nothing survives the process.
import { defineVendor } from '../../define-vendor'
import { mockCapabilities, MockCustomers, mockCredentialsSchema, mockOptionsSchema } from './adapter'

export const mock = defineVendor({
  id: 'mock',
  aliases: [],
  label: 'Mock',
  summaryKey: 'settings.crm.vendors.mock',
  caveatKeys: [],
  ways: [],
  connectFields: [],
  oauth: null,
  capabilities: mockCapabilities,
  audience: 'development',
  credentialsSchema: mockCredentialsSchema,
  optionsSchema: mockOptionsSchema,
  create: (credentials, options) => new MockCustomers(credentials, options),
  webhook: null,
})
