// The demo shop is linked to each pretended vendor by its consent page, a field is mapped, an unknown number writes an SMS,
// and the contact is over there with its activity.
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { test as base, expect, type Page } from '@playwright/test'
import { z } from 'zod'
import { type HubspotFake, startHubspotFake } from '../lib/crm/vendors/hubspot/__fixtures__/hubspot-fake'
import { type SalesforceFake, startSalesforceFake } from '../lib/crm/vendors/salesforce/__fixtures__/salesforce-fake'
import { type Product, startProduct } from './product'
import { expectAccessible, signIn } from './test'
import { postSms } from './twilio'

interface Vendors {
  hubspot: HubspotFake
  salesforce: SalesforceFake
}

const test = base.extend<object, { vendors: Vendors; product: Product }>({
  vendors: [
    async ({}, provide) => {
      const [hubspot, salesforce] = await Promise.all([startHubspotFake(), startSalesforceFake({ isLive: true })])
      await provide({ hubspot, salesforce })
      await Promise.all([hubspot.close(), salesforce.close()])
    },
    { scope: 'worker' },
  ],
  product: [
    async ({ vendors: { hubspot, salesforce } }, provide) => {
      const dataDir = await mkdtemp(path.join(tmpdir(), 'coccinelle-link-'))
      const product = await startProduct(dataDir, undefined, {
        HUBSPOT_BASE_URL: hubspot.url,
        HUBSPOT_CLIENT_ID: hubspot.oauth.client.id,
        HUBSPOT_CLIENT_SECRET: hubspot.oauth.client.secret,
        SALESFORCE_BASE_URL: salesforce.url,
        SALESFORCE_CLIENT_ID: salesforce.oauth.client.id,
        SALESFORCE_CLIENT_SECRET: salesforce.oauth.client.secret,
      })
      try {
        await provide(product)
      } finally {
        await product.stop()
        await rm(dataDir, { recursive: true, force: true })
      }
    },
    { scope: 'worker', timeout: 300_000 },
  ],
})

/** What the vendor has of the people with a number: their fields, and the text of each activity. */
interface Found {
  fields: Record<string, string | null>
  said: string[]
}

interface Linked {
  label: string
  from: string
  text: string
  /** Does what a person does on the mapping page; the field that must then hold `expected`. */
  map: (page: Page) => Promise<{ theirs: string; expected: string }>
  tokens: (vendors: Vendors) => string[]
  find: (vendors: Vendors, phone: string) => Found[]
}

const systems: Linked[] = [
  {
    label: 'HubSpot',
    from: '+33639987651',
    text: 'Avez-vous la robe en 38 ?',
    map: async (page) => {
      await page.getByLabel('Canal préféré, champ dans HubSpot').selectOption('loyalty')
      return { theirs: 'loyalty', expected: 'sms' }
    },
    tokens: ({ hubspot }) => [...hubspot.oauth.tokens.keys(), ...hubspot.oauth.refreshTokens.keys()],
    find: ({ hubspot: { portal } }, phone) =>
      portal
        .all('contacts')
        .filter(({ properties, archivedAt }) => properties.phone === phone && archivedAt === null)
        .map(({ id, properties }) => ({
          fields: properties,
          said: portal
            .all('communications')
            .filter((message) => portal.associations.has(`communications ${message.id} ${id}`))
            .map((message) => message.properties.hs_communication_body ?? ''),
        })),
  },
  {
    label: 'Salesforce',
    from: '+33639987652',
    text: 'L’ourlet d’O’Brien est-il prêt ?',
    map: async (page) => {
      await page.getByLabel('Autre information').fill('firstMessage')
      await page.getByRole('button', { name: 'Ajouter' }).click()
      await page.getByLabel('firstMessage, champ dans Salesforce').selectOption('Description')
      return { theirs: 'Description', expected: 'L’ourlet d’O’Brien est-il prêt ?' }
    },
    tokens: ({ salesforce }) => [...salesforce.oauth.tokens.keys(), ...salesforce.oauth.refreshTokens.keys()],
    find: ({ salesforce: { org } }, phone) =>
      org
        .all('Contact')
        .filter(({ values, deletedAt }) => values.Phone === phone && deletedAt === null)
        .map(({ id, values }) => ({
          fields: Object.fromEntries(
            Object.entries(values).map(([name, value]) => [name, value === null ? null : String(value)]),
          ),
          said: org
            .all('Task')
            .filter((task) => task.values.WhoId === id)
            .map((task) => String(task.values.Description)),
        })),
  },
]

const token = 'auth-token-of-the-linking-test-0123'
const settings = '/dashboard/settings/crm'
/** To the vendor's consent page: at once, or by the dialog where one may say which of its hosts. */
async function toConsent(page: Page, label: string): Promise<void> {
  const way = page.getByRole('link', { name: `Relier ${label}` }).or(page.getByRole('button', { name: `Relier ${label}` }))
  await way.click()
  const go = page.getByRole('button', { name: `Continuer chez ${label}` })
  await expect(go.or(page.getByRole('button', { name: 'Autoriser' }))).toBeVisible()
  if (await go.isVisible()) await go.click()
}

const card = (page: Page, name: string) =>
  page.locator('section', { has: page.getByRole('heading', { level: 3, name, exact: true }) }).last()

test.describe.configure({ mode: 'serial' })

let channel = ''
test.beforeAll(async ({ product }) => {
  const made = await product.cli(['channel:create', '--tenant', 'boutique-elegance', '--type', 'twilio-sms', '--secret', token])
  channel = z.object({ url: z.string() }).parse(JSON.parse(made)).url
})

for (const { label, from, text, map, tokens, find } of systems)
  test(`${label}: consent, a mapped field, an SMS from an unknown number`, async ({ page, product, vendors }) => {
    test.setTimeout(120_000)
    await signIn(page, product.url, product.signIn)

    await test.step('who says no is back without a link', async () => {
      await page.goto(product.url + settings)
      await toConsent(page, label)
      await page.getByRole('button', { name: 'Refuser' }).click()
      await page.waitForURL((url) => url.pathname === settings)
      await expect(page.getByText('La connexion n’a pas abouti')).toBeVisible()
    })

    await test.step('the owner says yes on the consent page', async () => {
      await toConsent(page, label)
      await page.getByRole('button', { name: 'Autoriser' }).click()
      await page.waitForURL((url) => url.pathname === settings)
      await expect(page.getByText(`${label} est relié`).first()).toBeVisible()
      await expect(card(page, label).getByText('À jour')).toBeVisible()
      await expectAccessible(page)
    })

    await test.step('it becomes the primary system', async () => {
      const choice = page.getByRole('radio', { name: new RegExp(label) })
      if (!(await choice.isChecked())) {
        await choice.click()
        await page.getByRole('dialog').getByRole('button', { name: 'Changer' }).click()
      }
      await expect(choice).toBeChecked()
    })

    const { theirs, expected } = await test.step('a field is mapped and kept', async () => {
      await card(page, label)
        .getByRole('link', { name: /Champs et segments/ })
        .click()
      await page.waitForURL(/\/mapping$/)
      const mapped = await map(page)
      await expect(page.getByText('S’écrit là-bas')).toBeVisible()
      await page.getByRole('button', { name: 'Enregistrer' }).click()
      await expect(page.getByText('Réglages enregistrés')).toBeVisible()
      return mapped
    })

    await test.step('the SMS reaches it, once', async () => {
      const sms = { sid: `SMlink${label}`, from, text }
      const answers = await Promise.all(Array.from({ length: 5 }, () => postSms(channel, token, sms)))
      expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200])
      await expect
        .poll(() => find(vendors, from).map(({ fields, said }) => [fields[theirs], said.length]), { timeout: 30_000 })
        .toEqual([[expected, 1]])
      expect(find(vendors, from)[0]?.said[0]).toContain(text)
    })

    await test.step('the preview shows the real contact, both ways', async () => {
      await page.reload()
      await page.getByLabel('E-mail, téléphone ou identifiant').fill(from)
      await page.getByRole('button', { name: 'Voir l’aperçu' }).click()
      await expect(page.getByRole('table').getByText(expected).first()).toBeVisible()
      await expectAccessible(page)
    })

    await test.step('no token is on any of its pages', async () => {
      const secrets = tokens(vendors)
      expect(secrets.length).toBeGreaterThan(0)
      for (const address of [page.url(), product.url + settings, `${product.url}/dashboard`]) {
        const html = await (await page.request.get(address)).text()
        for (const secret of secrets) expect(html).not.toContain(secret)
      }
    })
  })
