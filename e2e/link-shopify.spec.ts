// The demo shop is linked to a pretended Shopify: the shop's name is asked for first, what is no shop goes nowhere, and an
// unknown number that writes an SMS is a customer over there.
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { test as base, expect } from '@playwright/test'
import { z } from 'zod'
import { type ShopifyFake, startShopifyFake } from '../lib/crm/vendors/shopify/__fixtures__/shopify-fake'
import { type Product, startProduct } from './product'
import { expectAccessible, signIn } from './test'
import { postSms } from './twilio'

const test = base.extend<object, { shopify: ShopifyFake; product: Product }>({
  shopify: [
    async ({}, provide) => {
      const shopify = await startShopifyFake()
      await provide(shopify)
      await shopify.close()
    },
    { scope: 'worker' },
  ],
  product: [
    async ({ shopify }, provide) => {
      const dataDir = await mkdtemp(path.join(tmpdir(), 'coccinelle-shopify-'))
      const product = await startProduct(dataDir, undefined, {
        SHOPIFY_BASE_URL: shopify.url,
        SHOPIFY_CLIENT_ID: shopify.oauth.client.id,
        SHOPIFY_CLIENT_SECRET: shopify.oauth.client.secret,
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

const settings = '/dashboard/settings/crm'
const token = 'auth-token-of-the-shopify-test-0123'

test('the shop’s name first, then its consent page, and an SMS makes a customer there', async ({ page, product, shopify }) => {
  test.setTimeout(180_000)
  await signIn(page, product.url, product.signIn)
  const name = page.getByLabel('Nom de la boutique')
  const go = page.getByRole('button', { name: 'Continuer chez Shopify' })
  const ask = async (shop: string) => {
    await page.goto(product.url + settings)
    await page.getByRole('button', { name: 'Relier Shopify' }).click()
    await expect(go).toBeDisabled()
    await name.fill(shop)
    await go.click()
  }

  await test.step('what it cannot do is said before', async () => {
    await page.goto(product.url + settings)
    await expect(page.getByText('Un client qui a acheté ne peut pas y être supprimé')).toBeVisible()
    await expect(page.getByText('Une fiche n’y a qu’une note')).toBeVisible()
  })

  await test.step('what is no shop goes nowhere', async () => {
    await ask('boutique.fr.evil.example')
    await page.waitForURL((url) => url.pathname === settings)
    await expect(page.getByText('Ce n’est pas le nom d’une boutique')).toBeVisible()
    expect(shopify.oauth.exchanges).toBe(0)
  })

  await test.step('who says no is back without a link', async () => {
    await ask('demo')
    await page.getByRole('button', { name: 'Annuler' }).click()
    await page.waitForURL((url) => url.pathname === settings)
    await expect(page.getByText('La connexion n’a pas abouti')).toBeVisible()
  })

  await test.step('the owner says yes, by the address of the admin', async () => {
    await page.goto(product.url + settings)
    await page.getByRole('button', { name: 'Relier Shopify' }).click()
    await name.fill('https://admin.shopify.com/store/demo')
    await expectAccessible(page)
    await page.screenshot({ path: test.info().outputPath('shop-name.png') })
    await go.click()
    await page.getByRole('button', { name: 'Installer l’app' }).click()
    await page.waitForURL((url) => url.pathname === settings)
    await expect(page.getByText('Shopify est relié').first()).toBeVisible()
    await page.screenshot({ path: test.info().outputPath('linked.png'), fullPage: true })
    const html = await page.content()
    for (const secret of [...shopify.oauth.tokens.keys(), ...shopify.oauth.refreshTokens.keys()])
      expect(html).not.toContain(secret)
  })

  await test.step('it becomes the primary system, and an SMS reaches it once', async () => {
    const choice = page.getByRole('radio', { name: /Shopify/ })
    if (!(await choice.isChecked())) {
      await choice.click()
      await page.getByRole('dialog').getByRole('button', { name: 'Changer' }).click()
    }
    await expect(choice).toBeChecked()
    const made = await product.cli(['channel:create', '--tenant', 'boutique-elegance', '--type', 'twilio-sms', '--secret', token])
    const { url } = z.object({ url: z.string() }).parse(JSON.parse(made))
    const sms = { sid: 'SMshopify', from: '+33639987653', text: 'Avez-vous la robe en 38 ?' }
    await Promise.all(Array.from({ length: 5 }, () => postSms(url, token, sms)))
    await expect
      .poll(
        () =>
          shopify.shop
            .allLive()
            .filter(({ phone }) => phone === sms.from)
            .map(({ tags }) => tags.includes('premier-contact')),
        { timeout: 30_000 },
      )
      .toEqual([true])
  })

  await test.step('an order over there is on its customer’s timeline within a second of its webhook', async () => {
    const hook = `${product.url}/api/webhooks/crm/shopify/app`
    const buyer = shopify.shop.addCustomer({ firstName: 'Inès', lastName: 'Zolaska', email: 'ines.zolaska@example.org' })
    expect(await shopify.sendWebhook(hook, 'customers/create', { id: buyer.id })).toBe(200)
    const row = page.getByRole('link', { name: /Inès Zolaska/ }).first()
    await expect(async () => {
      await page.goto(`${product.url}/dashboard/customers?query=Zolaska`)
      await expect(row).toBeVisible({ timeout: 1_000 })
    }).toPass({ timeout: 20_000 })
    await row.click()
    await expect(page.getByRole('heading', { name: 'Inès Zolaska' })).toBeVisible()
    const order = shopify.shop.addOrder({ name: '#4711', customerId: buyer.id, total: '49.90' })
    const sent = Date.now()
    expect(await shopify.sendWebhook(hook, 'orders/create', { id: order.id })).toBe(200)
    await expect(page.getByText('#4711').first()).toBeVisible({ timeout: 10_000 })
    test.info().annotations.push({ type: 'webhook to screen', description: `${Date.now() - sent} ms` })
    await page.screenshot({ path: test.info().outputPath('order.png'), fullPage: true })
  })
})
