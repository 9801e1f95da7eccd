// Coccinelle's own customer system: the mirror itself is the truth.
import { defineVendor } from '../../define-vendor'
import { NativeCRM, nativeCapabilities, nativeCredentialsSchema, nativeOptionsSchema } from './adapter'

export const native = defineVendor({
  id: 'coccinelle-native',
  aliases: ['native'],
  label: 'Coccinelle',
  summaryKey: 'settings.crm.vendors.coccinelle-native',
  caveatKeys: [],
  ways: [],
  connectFields: [],
  oauth: null,
  capabilities: nativeCapabilities,
  audience: 'shops',
  credentialsSchema: nativeCredentialsSchema,
  optionsSchema: nativeOptionsSchema,
  create: (credentials, options) => new NativeCRM(credentials, options),
  webhook: null,
})
