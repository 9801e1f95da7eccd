// `tenant:create`: a new, empty shop.
import { isSupportedCountry } from 'libphonenumber-js/max'
import { createTenant } from '@/lib/db/account-repo'
import { currencySchema } from '@/lib/shared/money'
import { locales } from '@/messages/locales'
import { type Command, need, optional, type OptionValues, tell, UsageError } from './command'

const timezoneExists = (name: string): boolean => {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== ''
  } catch {
    return false
  }
}

const currencyExists = (code: string): boolean =>
  currencySchema.safeParse(code).success && Intl.supportedValuesOf('currency').includes(code)

function choose(
  values: OptionValues,
  option: string,
  fallback: string,
  isRight: (value: string) => boolean,
  example: string,
): string {
  const value = optional(values, option) ?? fallback
  if (isRight(value)) return value
  throw new UsageError({
    fr: `--${option} : « ${value} » ne va pas. Exemple : ${example}.`,
    en: `--${option}: "${value}" will not do. Example: ${example}.`,
  })
}

export const createTenantCommand: Command = {
  name: 'tenant:create',
  synopsis: '--slug SLUG --name NAME [--region FR] [--locale fr|en] [--currency EUR] [--timezone Europe/Paris]',
  about: {
    fr: 'Crée une boutique vide ; affiche {"id","slug","name"} en JSON.',
    en: 'Makes an empty shop; prints {"id","slug","name"} as JSON.',
  },
  options: {
    slug: { type: 'string' },
    name: { type: 'string' },
    region: { type: 'string' },
    locale: { type: 'string' },
    currency: { type: 'string' },
    timezone: { type: 'string' },
  },
  run: async (values) => {
    need(values, 'slug')
    const slug = choose(values, 'slug', '', (text) => /^[a-z0-9](?:[a-z0-9-]{0,58}[a-z0-9])?$/.test(text), 'boutique-elegance')
    const shop = await createTenant({
      slug,
      name: need(values, 'name'),
      region: choose(values, 'region', 'FR', isSupportedCountry, 'FR'),
      locale: choose(values, 'locale', 'fr', (text) => locales.some((locale) => locale === text), 'fr'),
      currency: choose(values, 'currency', 'EUR', currencyExists, 'EUR'),
      timezone: choose(values, 'timezone', 'Europe/Paris', timezoneExists, 'Europe/Paris'),
    })
    tell({
      fr: `Boutique « ${shop.name} » créée. Ajoutez-y une personne avec user:create --tenant ${shop.slug}.`,
      en: `Shop "${shop.name}" made. Add a person to it with user:create --tenant ${shop.slug}.`,
    })
    return JSON.stringify({ id: shop.id, slug: shop.slug, name: shop.name })
  },
}
