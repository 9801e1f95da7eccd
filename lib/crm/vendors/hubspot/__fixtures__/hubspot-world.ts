// Fakes for tests, each with systems for its accounts; what went over the wire is held against the published schema at the end.
import { vi } from 'vitest'
import type { Priority } from '../../../http'
import { staticAccess } from '../../../static-access'
import { HubSpotCustomers } from '../adapter'
import { type Definition, definitionSchema, type FakePortal } from './fake-portal'
import { allScopes, type FakeOptions, type HubspotFake, startHubspotFake } from './hubspot-fake'
import { watchSchema } from './published-schema'

type Options = ConstructorParameters<typeof HubSpotCustomers>[1]

const opened: { fake: HubspotFake; schema: ReturnType<typeof watchSchema> }[] = []

let systems = 0

/** Without limits unless the options say some. `systemOf` makes a system of its own memory and budget, as another process has. */
export async function openHubspot(options: FakeOptions = {}, defaults: Options = {}, scopes = allScopes) {
  const schema = watchSchema()
  const fake = await startHubspotFake({ burst: null, searches: null, ...options, onExchange: schema.onExchange })
  opened.push({ fake, schema })
  vi.stubEnv('HUBSPOT_BASE_URL', fake.url)
  const accountName = () => `${fake.url} ${(systems += 1)}`
  const systemOf = (more: Options = {}, { priority = 'interactive', account = accountName() }: { priority?: Priority; account?: string } = {}) =>
    new HubSpotCustomers(
      {},
      { timeout: 2_000, ...defaults, ...more },
      { access: staticAccess({ accessToken: fake.oauth.issue(fake.portal.id, scopes), apiUrl: null }), account, priority },
    )
  return { fake, portal: fake.portal, crm: systemOf(), systemOf, live: () => fake.portal.all('contacts').filter(({ archivedAt }) => archivedAt === null) }
}

/** Closes all. Throws when anything was not as HubSpot publishes it. */
export async function closeHubspots(): Promise<void> {
  const all = opened.splice(0)
  for (const { fake } of all) await fake.close()
  vi.unstubAllEnvs()
  for (const { schema } of all) schema.verdict()
}

/** A property of the shop's own, as a person makes one in HubSpot. */
export function addProperty(portal: FakePortal, name: string, given: Partial<Omit<Definition, 'options'>> & { choices?: readonly (readonly [value: string, label: string])[] }): void {
  const { choices = [], ...more } = given
  const options = choices.map(([value, label], displayOrder) => ({ value, label, hidden: false, displayOrder }))
  portal.definitions.contacts.set(name, definitionSchema.parse({ name, label: name, type: 'string', fieldType: 'text', groupName: 'shop', ...more, options }))
}
