// Turns a vendor's definition into its manifest: what `create` is given is parsed first.
import { z } from 'zod'
import { parseInput } from '@/lib/customers/parse-input'
import type { VendorDefinition, VendorManifest } from './vendor'

const optionsSchema = z.record(z.string(), z.unknown())

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
    // A schema that wants something given has no defaults to show.
    defaultOptions: () => optionsSchema.parse(definition.optionsSchema.safeParse({}).data ?? {}),
  }
}
