// `api-key:create`: a key for the REST API, shown this once.
import { instantSchema } from '@/lib/shared/instant'
import { createApiKey, scopes, scopeSchema } from '@/lib/server/api-key'
import { type Command, need, optional, type OptionValues, tell, UsageError } from './command'
import { commandLine, namedShop } from './named-shop'

function wantedScopes(values: OptionValues) {
  const names = need(values, 'scopes')
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '')
  const unknown = names.filter((name) => !scopeSchema.safeParse(name).success)
  if (names.length > 0 && unknown.length === 0) return names.map((name) => scopeSchema.parse(name))
  throw new UsageError({
    fr: `--scopes : inconnu : ${unknown.join(', ') || '(vide)'}. Choisissez parmi ${scopes.join(',')}.`,
    en: `--scopes: unknown: ${unknown.join(', ') || '(empty)'}. Choose from ${scopes.join(',')}.`,
  })
}

function expiry(values: OptionValues): Date | null {
  const text = optional(values, 'expires')
  if (text === undefined) return null
  const moment = instantSchema.safeParse(text)
  if (moment.success && moment.data > new Date()) return moment.data
  throw new UsageError({
    fr: `--expires : « ${text} » doit être une date à venir, par exemple ${new Date().getUTCFullYear() + 1}-01-01.`,
    en: `--expires: "${text}" must be a date to come, for example ${new Date().getUTCFullYear() + 1}-01-01.`,
  })
}

export const createApiKeyCommand: Command = {
  name: 'api-key:create',
  synopsis: `--tenant SLUG --scopes ${scopes.join(',')} [--name NAME] [--expires 2027-01-01]`,
  about: {
    fr: 'Crée une clé d’API ; affiche la clé seule, une seule fois.',
    en: 'Makes an API key; prints the key alone, this once.',
  },
  options: { tenant: { type: 'string' }, scopes: { type: 'string' }, name: { type: 'string' }, expires: { type: 'string' } },
  run: async (values) => {
    const wanted = { name: optional(values, 'name') ?? 'cli', scopes: wantedScopes(values), expiresAt: expiry(values) }
    const shop = await namedShop(values)
    const { key } = await createApiKey(shop, commandLine, wanted)
    tell({
      fr: `Clé « ${wanted.name} » créée pour « ${shop.name} ». Gardez-la maintenant : elle ne sera plus montrée.`,
      en: `Key "${wanted.name}" made for "${shop.name}". Keep it now: it will not be shown again.`,
    })
    return key
  },
}
