// What each command refuses before it touches the database.
import { describe, expect, it } from 'vitest'
import { type Command, type OptionValues, UsageError } from './command'
import { createApiKeyCommand } from './create-api-key'
import { createConnectionCommand } from './create-connection'
import { createChannelCommand } from './create-channel'
import { createTenantCommand } from './create-tenant'
import { createUserCommand } from './create-user'

const refusal = async (command: Command, values: OptionValues): Promise<UsageError> => {
  const error: unknown = await command.run(values).then(
    () => 'not refused',
    (reason: unknown) => reason,
  )
  if (error instanceof UsageError) return error
  throw new Error(`expected a UsageError, got ${String(error)}`)
}

describe('options are refused in both languages, naming the option', () => {
  const shop = { slug: 'salon', name: 'Salon' }
  it.each([
    [createTenantCommand, { name: 'Salon' }, '--slug'],
    [createTenantCommand, { slug: 'salon' }, '--name'],
    [createTenantCommand, { ...shop, slug: 'Not A Slug' }, '--slug'],
    [createTenantCommand, { ...shop, slug: 'ends-' }, '--slug'],
    [createTenantCommand, { ...shop, region: 'XX' }, '--region'],
    [createTenantCommand, { ...shop, locale: 'de' }, '--locale'],
    [createTenantCommand, { ...shop, currency: 'EURO' }, '--currency'],
    [createTenantCommand, { ...shop, currency: 'ZZZ' }, '--currency'],
    [createTenantCommand, { ...shop, timezone: 'Paris' }, '--timezone'],
    [createUserCommand, { tenant: 'salon', role: 'owner' }, '--email'],
    [createUserCommand, { tenant: 'salon', email: 'no-address', role: 'owner' }, '--email'],
    [createUserCommand, { tenant: 'salon', email: 'a@example.org', role: 'boss' }, '--role'],
    [createApiKeyCommand, { tenant: 'salon' }, '--scopes'],
    [createApiKeyCommand, { tenant: 'salon', scopes: ',' }, '--scopes'],
    [createApiKeyCommand, { tenant: 'salon', scopes: 'customers:read,customers:own' }, 'customers:own'],
    [createApiKeyCommand, { tenant: 'salon', scopes: 'customers:read', expires: '2001-01-01' }, '--expires'],
    [createApiKeyCommand, { tenant: 'salon', scopes: 'customers:read', expires: 'tomorrow' }, '--expires'],
    [createChannelCommand, { tenant: 'salon' }, '--type'],
    [createChannelCommand, { tenant: 'salon', type: 'postmark' }, 'twilio-sms, twilio-whatsapp, standard'],
    [createChannelCommand, { tenant: 'salon', type: 'twilio-sms' }, '--secret'],
    [createConnectionCommand, { tenant: 'salon' }, '--vendor'],
    [createConnectionCommand, { tenant: 'salon', vendor: 'fax' }, '--vendor'],
    [createConnectionCommand, { tenant: 'salon', vendor: 'coccinelle-native' }, '--vendor'],
    [createConnectionCommand, { tenant: 'salon', vendor: 'mock', role: 'boss' }, '--role'],
  ] satisfies [Command, OptionValues, string][])('%# %o', async (command, values, named) => {
    const { text } = await refusal(command, values)
    expect(text.fr).toContain(named)
    expect(text.en).toContain(named)
    expect(text.fr).not.toBe(text.en)
  })
})
