// HubSpotCustomers keeps the contract against a server that speaks HubSpot's wire; the back door is that server's memory.
import { vi } from 'vitest'
import type { KeptCustomer } from '../../contract/world'
import type { BackDoor, ContractWorld, HttpTransport } from '../../contract/world'
import { runCustomerSystemContract } from '../../contract/run-customer-system-contract'
import { normalisePhone } from '@/lib/customers/identity'
import { renewingAccess } from '../../renewing-access'
import { allScopes, type HubspotFake, startHubspotFake } from './__fixtures__/hubspot-fake'
import type { FakePortal } from './__fixtures__/fake-portal'
import { watchSchema } from './__fixtures__/published-schema'
import { HubSpotCustomers, hubspotCapabilities } from './adapter'
import { CrmError } from '@/lib/shared/errors'

const logged: string[] = []
vi.mock('@/lib/shared/log', () => {
  const keep = (...line: unknown[]) => logged.push(JSON.stringify(line))
  return { log: () => ({ debug: keep, info: keep, warn: keep, error: keep }) }
})

const orNull = (text: string | undefined) => (text === undefined || text === '' ? null : text)

const backDoorOf = (fake: HubspotFake, portal: FakePortal): BackDoor => ({
  read: async (id): Promise<KeptCustomer | null> => {
    const record = portal.records.get(id)
    if (record === undefined) return null
    const { properties } = record
    const labels = portal.definitions.contacts.get('coccinelle_tags')?.options ?? []
    const data = [...portal.associations].flatMap((link) => {
      const [type, engagement = '', contact] = link.split(' ')
      const found = contact === id ? portal.records.get(engagement)?.properties : undefined
      return found === undefined
        ? []
        : [{ type, found, own: JSON.parse(found.coccinelle_data ?? '{}') as { kind?: string; type?: string } }]
    })
    const text = (html: string) => html.replaceAll('<br>', '\n').replaceAll('&#39;', "'").replaceAll('&amp;', '&')
    const lastName = orNull(properties.lastname)
    const phone = normalisePhone(properties.phone ?? '', 'FR')
    return {
      firstName: orNull(properties.firstname),
      lastName: lastName === phone ? null : lastName,
      phone,
      email: orNull(properties.email),
      preferredChannel: orNull(properties.coccinelle_preferred_channel),
      language: properties.coccinelle_language ?? '',
      segment: orNull(properties.coccinelle_segment),
      tags: (properties.coccinelle_tags ?? '')
        .split(';')
        .filter((value) => value !== '')
        .sort()
        .map((value) => labels.find((option) => option.value === value)?.label ?? value),
      metadata: {
        ...JSON.parse(orNull(properties.coccinelle_metadata) ?? '{}'),
        ...(orNull(properties.loyalty) ? { loyalty: properties.loyalty } : {}),
      },
      deleted: record.archivedAt !== null,
      notes: data
        .filter(({ type, own }) => type === 'notes' && own.kind === 'note')
        .map(({ found }) => text(found.hs_note_body ?? '')),
      activities: data.flatMap(({ own }) => (own.kind === 'activity' && own.type !== undefined ? [own.type] : [])),
      consents: JSON.parse(orNull(properties.coccinelle_consents) ?? '[]'),
    }
  },
  countLive: async () => portal.all('contacts').filter(({ archivedAt }) => archivedAt === null).length,
  setForeignField: async (id, key, value) => {
    const record = portal.live('contacts', id)
    if (record !== null) portal.update(record, { [key]: value })
  },
  seedAlike: async (count) => {
    const at = Date.now()
    return Array.from({ length: count }, (_, index) => {
      const record = portal.create('contacts', { firstname: `S${index}` })
      record.updatedAt = at
      record.properties.lastmodifieddate = new Date(at).toISOString()
      for (const entry of record.indexed) entry.properties.lastmodifieddate = new Date(at).toISOString()
      return record.id
    })
  },
  addOrder: async () => {
    throw new Error('HubSpot’s contacts have no orders')
  },
  breakDown: async () => fake.fail({ answer: 503 }, 10_000),
})

async function makeWorld(): Promise<ContractWorld<HttpTransport>> {
  logged.length = 0
  const schema = watchSchema()
  const fake = await startHubspotFake({ onExchange: schema.onExchange })
  vi.stubEnv('HUBSPOT_BASE_URL', fake.url)
  const secrets: string[] = []
  let refreshes = 0
  const systemOf = (portal: FakePortal) => {
    let refreshable = true
    const issue = () => {
      const token = fake.oauth.issue(portal.id, allScopes)
      secrets.push(token)
      return { accessToken: token, apiUrl: null }
    }
    const access = renewingAccess(issue(), async () => {
      refreshes += 1
      await new Promise((resolve) => setTimeout(resolve, 5))
      if (!refreshable) throw new CrmError('auth_expired', 'The connection must be made again')
      return issue()
    })
    const system = new HubSpotCustomers(
      { tenantId: `tenant-${portal.id}` },
      { timeout: 250, customFieldMapping: { loyalty: 'loyalty' } },
      { access, account: `${fake.url} ${portal.id}`, priority: 'interactive' },
    )
    return { system, end: (again: boolean) => (refreshable = again) }
  }
  const own = systemOf(fake.portal)
  const other = systemOf(fake.addPortal())
  // As on connection.
  await own.system.prepare()
  await other.system.prepare()
  return {
    system: own.system,
    stranger: other.system,
    backDoor: backDoorOf(fake, fake.portal),
    transport: {
      fail: fake.fail,
      expireToken: (refreshable) => {
        fake.oauth.tokens.clear()
        own.end(refreshable)
      },
      requests: () => fake.state.requests,
      refreshes: () => refreshes,
      secrets: () => secrets,
      logged: () => logged.join('\n'),
    },
    close: async () => {
      await fake.close()
      vi.unstubAllEnvs()
      schema.verdict()
    },
  }
}

runCustomerSystemContract('hubspot', { capabilities: hubspotCapabilities, transport: 'http', make: makeWorld })
