// The registry against the folders, the tests and the rest of the source.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { capabilityNames } from '@/lib/customers/customer-system'
import { type SourceFile, vendorFaults } from './contract/vendor-fences'
import { defineVendor } from './define-vendor'
import { defaultVendor, findVendor, vendorIds, vendors } from './registry'
import { staticAccess } from './static-access'
import type { VendorServices } from './vendor'
import { MockCustomers } from './vendors/mock/adapter'

const sources = (): SourceFile[] =>
  ['app', 'components', 'lib'].flatMap((root) =>
    readdirSync(root, { recursive: true, encoding: 'utf8' })
      .filter((name) => /\.(ts|tsx|mjs)$/.test(name) && !name.includes('generated'))
      .map((name) => ({ path: join(root, name).replaceAll('\\', '/'), text: readFileSync(join(root, name), 'utf8') })),
  )

describe('every vendor', () => {
  test('has a folder, a registry line and the contract; its name stays at home', () => {
    expect(vendorFaults(sources(), vendors)).toEqual([])
  })

  test('and the check would notice', () => {
    const files: SourceFile[] = [
      { path: 'lib/crm/registry.ts', text: `import { here } from './vendors/here'` },
      { path: 'lib/crm/vendors/here/index.ts', text: `id: 'here'` },
      { path: 'lib/crm/vendors/here/here.test.ts', text: `runCustomerSystemContract('here', world)` },
      { path: 'app/page.tsx', text: `import { here } from '@/here'` },
    ]
    const here = { id: 'here', aliases: ['ici'] }
    expect(vendorFaults(files, [here])).toEqual([])
    const faults = [
      ...vendorFaults([...files, { path: 'lib/crm/vendors/lost/index.ts', text: '' }], [here]),
      ...vendorFaults(files, [here, { id: 'silent', aliases: [] }]),
      ...vendorFaults([...files, { path: 'components/card.tsx', text: 'if (system === "here") return null' }], [here]),
      ...vendorFaults([...files, { path: 'lib/server/x.ts', text: 'type === `ici`' }], [here]),
    ]
    expect(faults).toEqual([
      'lib/crm/vendors/lost is not in the registry',
      "no test in a vendor's folder calls the contract for silent",
      'components/card.tsx names the vendor here',
      'lib/server/x.ts names the vendor ici',
    ])
  })

  test('is found by its id and its other names, which belong to nobody else', () => {
    expect(vendors.map(({ id }) => id).sort()).toEqual([...vendorIds].sort())
    const names = vendors.flatMap(({ id, aliases }) => [id, ...aliases])
    expect(new Set(names).size).toBe(names.length)
    for (const vendor of vendors) for (const name of [vendor.id, ...vendor.aliases]) expect(findVendor(name)).toBe(vendor)
    expect(findVendor('toString')).toBeNull()
    expect(findVendor('')).toBeNull()
    expect(vendors).toContain(defaultVendor)
  })

  test('declares every capability, and its system declares the same', () => {
    // What a live connection brings; nothing is sent.
    const access = staticAccess({ accessToken: 'unused', apiUrl: 'https://registry-test.my.salesforce.com' })
    const services: VendorServices = { access, account: 'registry-test', priority: 'background' }
    for (const vendor of vendors) {
      expect(Object.keys(vendor.capabilities).sort()).toEqual([...capabilityNames].sort())
      expect(vendor.create({ tenantId: 'registry-test' }, undefined, services).capabilities).toEqual(vendor.capabilities)
    }
  })
})

describe('defineVendor', () => {
  const vendor = defineVendor({
    id: 'strict',
    aliases: [],
    label: 'Strict',
    summaryKey: 'x',
    caveatKeys: [],
    ways: ['token'],
    oauth: null,
    connectFields: [{ name: 'token', kind: 'secret', required: true, labelKey: 'x' }],
    capabilities: defaultVendor.capabilities,
    audience: 'shops',
    credentialsSchema: z.strictObject({ tenantId: z.string(), token: z.string().min(1) }),
    optionsSchema: z.strictObject({ timeout: z.int().max(60_000).default(30_000) }),
    create: ({ tenantId }) => new MockCustomers({ tenantId }),
    webhook: null,
  })

  test('parses credentials and options before anything is made, and names the refused field', () => {
    expect(vendor.create({ tenantId: 't', token: 'x' }, undefined)).toBeInstanceOf(MockCustomers)
    const refused = (credentials: unknown, options: unknown) => {
      try {
        vendor.create(credentials, options)
      } catch (error) {
        return error
      }
      return null
    }
    expect(refused({ tenantId: 't' }, {})).toMatchObject({ code: 'invalid', issues: [{ path: ['token'], reason: 'required' }] })
    expect(refused({ tenantId: 't', token: 'x' }, { timeout: 99_999 })).toMatchObject({
      code: 'invalid',
      issues: [{ path: ['timeout'] }],
    })
  })
})
