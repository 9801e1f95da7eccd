// `connection:create`: links a shop to the customer system that it has elsewhere.
import { connectionRoles, type ConnectionRole } from '@/lib/db/connection-repo'
import { connectSystem, linkable } from '@/lib/server/connect-system'
import { type Command, need, optional, type OptionValues, tell, UsageError } from './command'
import { commandLine, namedShop } from './named-shop'
import { readLines } from './read-lines'

const known = linkable.map(({ id }) => id)

function wantedVendor(values: OptionValues) {
  const wanted = need(values, 'vendor')
  const vendor = linkable.find(({ id, aliases }) => id === wanted || aliases.includes(wanted))
  if (vendor !== undefined) return vendor
  throw new UsageError({
    fr: `--vendor : « ${wanted} » n’est pas un système à relier dans cette version. Choisissez parmi ${known.join(', ')}.`,
    en: `--vendor: "${wanted}" is no system to link in this version. Choose from ${known.join(', ')}.`,
  })
}

function wantedRole(values: OptionValues): ConnectionRole {
  const wanted = optional(values, 'role') ?? 'primary'
  const role = connectionRoles.find((one) => one === wanted)
  if (role !== undefined) return role
  throw new UsageError({
    fr: `--role : « ${wanted} » est inconnu. Choisissez parmi ${connectionRoles.join(', ')}.`,
    en: `--role: "${wanted}" is unknown. Choose from ${connectionRoles.join(', ')}.`,
  })
}

/** `name=value` pairs; the value `-` is taken from standard input, one line each, so that no secret is in the process list. */
async function wantedFields(values: OptionValues): Promise<Record<string, string>> {
  const given = values.field
  const pairs = (Array.isArray(given) ? given : []).map((pair) => {
    const at = String(pair).indexOf('=')
    if (at > 0) return { name: String(pair).slice(0, at).trim(), value: String(pair).slice(at + 1) }
    throw new UsageError({
      fr: `--field : « ${String(pair)} » doit s’écrire nom=valeur, ou nom=- pour une ligne de l’entrée standard.`,
      en: `--field: "${String(pair)}" must be written name=value, or name=- for a line of standard input.`,
    })
  })
  const lines = await readLines(pairs.filter(({ value }) => value === '-').length)
  return Object.fromEntries(pairs.map(({ name, value }) => [name, value === '-' ? (lines.shift() ?? '') : value]))
}

export const createConnectionCommand: Command = {
  name: 'connection:create',
  synopsis: `--tenant SLUG --vendor ${known.join('|')} [--role ${connectionRoles.join('|')}] [--label LABEL] [--field NAME=VALUE]… [--no-test]`,
  about: {
    fr: 'Relie un système de clients par une clé, après l’avoir essayée ; affiche {"id","vendor"} en JSON. --field NOM=- lit la valeur sur l’entrée standard ; --no-test garde la clé sans l’essayer.',
    en: 'Links a customer system by a key, after trying it; prints {"id","vendor"} as JSON. --field NAME=- reads the value from standard input; --no-test keeps the key without trying it.',
  },
  options: {
    tenant: { type: 'string' },
    vendor: { type: 'string' },
    role: { type: 'string' },
    label: { type: 'string' },
    field: { type: 'string', multiple: true },
    'no-test': { type: 'boolean' },
  },
  run: async (values) => {
    const [vendor, role] = [wantedVendor(values), wantedRole(values)]
    const shop = await namedShop(values)
    const link = await connectSystem(shop, commandLine, {
      vendor: vendor.id,
      role,
      label: optional(values, 'label') ?? null,
      fields: await wantedFields(values),
      isTried: values['no-test'] !== true,
    })
    tell({
      fr: `« ${shop.name} » est reliée à ${vendor.label}.`,
      en: `"${shop.name}" is linked to ${vendor.label}.`,
    })
    return JSON.stringify(link)
  },
}
