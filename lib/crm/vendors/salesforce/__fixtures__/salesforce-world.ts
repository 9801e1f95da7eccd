// A world of the contract around the fake, and systems for its orgs: each with tokens of its own.
import { vi } from 'vitest'
import { CrmError } from '@/lib/shared/errors'
import { normalisePhone } from '@/lib/customers/identity'
import type { BackDoor, KeptCustomer } from '../../../contract/world'
import { renewingAccess } from '../../../renewing-access'
import { SalesforceCustomers } from '../adapter'
import type { FakeOrg, FakeRow } from './fake-org'
import { watchShapes } from './documented-shapes'
import { type SalesforceFake, startSalesforceFake } from './salesforce-fake'

type Options = ConstructorParameters<typeof SalesforceCustomers>[1]

let systems = 0

/** A system of its own memory, as another process would have. */
export function systemFor(fake: SalesforceFake, org: FakeOrg, options: Options = {}, priority: 'interactive' | 'background' = 'interactive') {
  const secrets: string[] = []
  let refreshes = 0
  let isRefreshable = true
  const issue = () => {
    const accessToken = fake.oauth.issue(org)
    secrets.push(accessToken)
    return { accessToken, apiUrl: fake.url }
  }
  const access = renewingAccess(issue(), async () => {
    refreshes += 1
    await new Promise((resolve) => setTimeout(resolve, 5))
    if (!isRefreshable) throw new CrmError('auth_expired', 'The connection must be made again')
    return issue()
  })
  const account = `${fake.url} ${org.id} ${(systems += 1)}`
  const system = new SalesforceCustomers({ tenantId: `tenant-${org.id}` }, { timeout: 1_000, ...options }, { access, account, priority })
  return { system, secrets, refreshes: () => refreshes, setRefreshable: (value: boolean) => (isRefreshable = value) }
}

const textOf = (row: FakeRow, name: string): string | null => {
  const value = row.values[name]
  return typeof value === 'string' ? value : null
}

const jsonOf = <T>(text: string | null, otherwise: T): T => (text === null ? otherwise : (JSON.parse(text) as T))

export const backDoorOf = (fake: SalesforceFake, org: FakeOrg): BackDoor => ({
  read: async (id): Promise<KeptCustomer | null> => {
    const row = org.rows.get(id)
    if (row === undefined) return null
    const tasks = org.all('Task').filter(({ values }) => values.WhoId === id)
    const data = tasks.map((task) => ({ task, own: jsonOf<{ kind?: string; type?: string }>(textOf(task, 'Coccinelle_Data__c'), {}) }))
    const phone = normalisePhone(textOf(row, 'Phone') ?? '', 'FR')
    const email = textOf(row, 'Email')
    const lastName = textOf(row, 'LastName')
    const loyalty = textOf(row, 'Loyalty__c')
    return {
      firstName: textOf(row, 'FirstName'),
      lastName: lastName === '-' || lastName === phone || lastName === email ? null : lastName,
      phone,
      email,
      preferredChannel: textOf(row, 'Preferred_Channel__c'),
      language: textOf(row, 'Coccinelle_Language__c') ?? '',
      segment: textOf(row, 'Customer_Segment__c'),
      tags: (textOf(row, 'Coccinelle_Tags__c') ?? '').split('\n').filter((tag) => tag !== ''),
      metadata: { ...jsonOf<Record<string, unknown>>(textOf(row, 'Coccinelle_Metadata__c'), {}), ...(loyalty === null ? {} : { loyalty }) },
      deleted: row.deletedAt !== null,
      notes: data.flatMap(({ task, own }) => (own.kind === 'note' ? [textOf(task, 'Description') ?? ''] : [])),
      activities: data.flatMap(({ own }) => (own.kind === 'activity' && own.type !== undefined ? [own.type] : [])),
      consents: jsonOf<KeptCustomer['consents']>(textOf(row, 'Coccinelle_Consents__c'), []),
    }
  },
  countLive: async () => org.all('Contact').filter(({ deletedAt }) => deletedAt === null).length,
  setForeignField: async (id, key, value) => {
    const row = org.live('Contact', id)
    if (row !== null) org.update(row, { [`${key.charAt(0).toUpperCase()}${key.slice(1)}__c`]: value })
  },
  seedAlike: async (count) => {
    const rows = Array.from({ length: count }, (_, index) => org.create('Contact', { LastName: `S${index}` }))
    for (const row of rows) row.stamp = org.now()
    return rows.map(({ id }) => id)
  },
  addOrder: async () => {
    throw new Error('Salesforce’s contacts have no orders')
  },
  breakDown: async () => void (fake.state.isDown = true),
})

/** The fake, closed afterwards whatever happens. */
export async function withFake(work: (fake: SalesforceFake) => Promise<void>): Promise<void> {
  const shapes = watchShapes()
  const fake = await startSalesforceFake({ onExchange: shapes.onExchange })
  vi.stubEnv('SALESFORCE_BASE_URL', fake.url)
  try {
    await work(fake)
  } finally {
    await fake.close()
    vi.unstubAllEnvs()
  }
  shapes.verdict()
}
