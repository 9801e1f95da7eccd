// Turns a vendor's definition into its manifest: what `create` is given is parsed first.
import type { z } from 'zod'
import { parseInput } from '@/lib/customers/parse-input'
import type { VendorDefinition, VendorManifest } from './vendor'

export function defineVendor<const Id extends string, C extends z.ZodType, O extends z.ZodType>(
  definition: VendorDefinition<Id, C, O>,
): VendorManifest<Id> {
  return {
    ...definition,
    create: (credentials, options, services) =>
      definition.create(
        parseInput(definition.credentialsSchema, credentials),
        parseInput(definition.optionsSchema, options ?? {}),
        services,
      ),
  }
}
