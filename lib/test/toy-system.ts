// The toy vendor as a customer system of the registry: the mock's memory, and a test that goes over the wire.
import { z } from 'zod'
import { defineVendor } from '@/lib/crm/define-vendor'
import { staticAccess } from '@/lib/crm/static-access'
import type { VendorManifest, VendorServices } from '@/lib/crm/vendor'
import { mockCapabilities, MockCustomers } from '@/lib/crm/vendors/mock/adapter'
import type { FieldCatalogue } from '@/lib/customers/field-catalogue'
import type { TellsAccount } from '@/lib/customers/tells-account'
import { CrmError } from '@/lib/shared/errors'
import { toyProvider, type ToyVendor } from './toy-vendor'

const credentialsSchema = z.object({
  tenantId: z.string(),
  accessToken: z.string().min(3, { error: 'secret_format' }).optional(),
})

const meSchema = z.object({ account: z.string().nullable() })

/** Whether the toy tells whose account a token opens. */
export const toyManners = { tellsAccount: true }

/** What the toy was asked to prepare, by link. */
export const prepared: string[] = []

class ToyCustomers extends MockCustomers implements FieldCatalogue, TellsAccount {
  readonly #origin: string
  readonly #services: VendorServices

  constructor(tenantId: string, origin: string, services: VendorServices) {
    super({ tenantId })
    this.#origin = origin
    this.#services = services
  }

  async #ask(): Promise<z.infer<typeof meSchema>> {
    let grant = await this.#services.access.current()
    for (let renewed = false; ; renewed = true) {
      const answer = await fetch(`${this.#origin}/me`, { headers: { authorization: `Bearer ${grant.accessToken}` } }).catch(
        () => null,
      )
      const body: unknown = await answer?.json().catch(() => null)
      if (answer?.ok === true) return meSchema.parse(body)
      if (answer === null || answer.status >= 500) throw new CrmError('unavailable', 'The toy does not answer')
      if (renewed) throw new CrmError('auth_expired', 'The toy refuses the renewed token')
      grant = await this.#services.access.renew(grant)
    }
  }

  override async testConnection(): Promise<{ ok: boolean; detail: string }> {
    try {
      await this.#ask()
      return { ok: true, detail: '' }
    } catch (error) {
      return { ok: false, detail: error instanceof CrmError ? error.reason : 'unavailable' }
    }
  }

  async readAccount() {
    if (!toyManners.tellsAccount) throw new CrmError('forbidden', 'The toy does not tell')
    const { account } = await this.#ask()
    return account === null ? null : { accountId: account, accountLabel: `Toy ${account}` }
  }

  listFields = () => Promise.resolve([])
  listStages = () => Promise.resolve([])
  missingFields = () => Promise.resolve([])
  readFields = () => Promise.resolve(null)
  async prepare() {
    await this.#ask()
    prepared.push(this.#services.account)
    return []
  }
}

export const toyManifest = (toy: ToyVendor, id = 'toy'): VendorManifest =>
  defineVendor({
    id,
    aliases: [],
    label: 'Toy',
    summaryKey: 'settings.crm.vendors.mock',
    caveatKeys: [],
    ways: ['oauth2', 'token'],
    connectFields: [
      { name: 'accessToken', kind: 'secret', required: true, labelKey: 'settings.crm.fields.accessToken', way: 'token' },
      { name: 'host', kind: 'text', required: false, labelKey: 'settings.crm.fields.loginHost', way: 'oauth2' },
    ],
    oauth: toyProvider,
    capabilities: mockCapabilities,
    audience: 'shops',
    credentialsSchema,
    optionsSchema: z.object({}),
    create: ({ tenantId, accessToken = '' }, _options, services) =>
      new ToyCustomers(
        tenantId,
        toy.origin,
        services ?? { access: staticAccess({ accessToken, apiUrl: null }), account: 'token', priority: 'interactive' },
      ),
    webhook: {
      mediaTypes: ['application/json'],
      maxBytes: 1_000,
      secret: 'connection',
      verify: () => false,
      accounts: () => [],
      parse: () => [],
      accepted: () => ({ status: 200, contentType: 'text/plain', body: '' }),
    },
  })
