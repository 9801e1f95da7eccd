// The demo shop is linked to a pretended web shop, which hands its keys over: what is no shop's address goes nowhere, people and
// orders come in, and an order is on its customer's timeline a moment after the shop has told of it.
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { test as base, expect } from '@playwright/test'
import { fillWooShop } from '../lib/crm/vendors/woocommerce/__fixtures__/fill-woo-shop'
import { startWooFake, type WooFake } from '../lib/crm/vendors/woocommerce/__fixtures__/woocommerce-fake'
import { type Product, startProduct } from './product'
import { expectAccessible, expectNoSidewaysScroll, signIn } from './test'

const test = base.extend<object, { woo: WooFake; product: Product }>({
  woo: [
    async ({}, provide) => {
      const woo = await startWooFake()
      fillWooShop(woo.shop)
      await provide(woo)
      await woo.close()
    },
    { scope: 'worker' },
  ],
  product: [
    async ({ woo }, provide) => {
      const dataDir = await mkdtemp(path.join(tmpdir(), 'coccinelle-woo-'))
      const product = await startProduct(dataDir, undefined, { WOOCOMMERCE_BASE_URL: woo.url })
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

test('the address first, then the shop’s own page, and an order is on the timeline at once', async ({ page, product, woo }) => {
  test.setTimeout(180_000)
  await signIn(page, product.url, product.signIn)
  const address = page.getByLabel('Adresse de la boutique')
  const go = page.getByRole('button', { name: 'Continuer vers la boutique' })
  const ask = async (shop: string) => {
    await page.goto(product.url + settings)
    await page.getByRole('button', { name: 'Relier WooCommerce' }).click()
    await address.fill(shop)
    await go.click()
  }

  await test.step('what is no shop’s address goes nowhere, and says why', async () => {
    await ask('http://ma-boutique.example')
    await expect(page.getByText('Sans cela, vos clés pourraient être lues en chemin.')).toBeVisible()
    await ask('https://127.0.0.1')
    await expect(page.getByText('Ce n’est pas l’adresse d’une boutique.')).toBeVisible()
    expect(woo.state.requests).toBe(0)
  })

  await test.step('who says no is back without a link', async () => {
    await ask(woo.url)
    await page.getByRole('button', { name: 'Refuser' }).click()
    await page.waitForURL((url) => url.pathname === settings)
    await expect(page.getByText('L’autorisation n’a pas été donnée de l’autre côté.')).toBeVisible()
    expect(woo.shop.keys.size).toBe(0)
  })

  await test.step('the owner agrees, and the shop hands its keys over', async () => {
    await page.setViewportSize({ width: 360, height: 780 })
    await page.goto(product.url + settings)
    await page.getByRole('button', { name: 'Relier WooCommerce' }).click()
    await address.fill(`${woo.url}/wp-admin/`)
    await expectAccessible(page)
    await expectNoSidewaysScroll(page)
    await page.screenshot({ path: test.info().outputPath('address-360.png') })
    await page.setViewportSize({ width: 1440, height: 900 })
    await page.screenshot({ path: test.info().outputPath('address-1440.png') })
    await go.click()
    await page.getByRole('button', { name: 'Approuver' }).click()
    await page.waitForURL((url) => url.pathname === settings)
    await expect(page.getByText('WooCommerce est relié').first()).toBeVisible()
    await expect(page.getByText('Boutique Coccinelle').first()).toBeVisible()
    await expectAccessible(page)
    await page.screenshot({ path: test.info().outputPath('linked.png'), fullPage: true })
    const html = await page.content()
    for (const [key, { secret }] of woo.shop.keys) for (const one of [key, secret]) expect(html).not.toContain(one)
  })

  await test.step('its people and orders come in, and it tells us from now on', async () => {
    await expect.poll(() => woo.shop.webhooks.size, { timeout: 30_000 }).toBe(7)
    await expect
      .poll(
        async () => {
          await page.goto(`${product.url}/dashboard/customers?query=Benali`)
          return page.getByRole('link', { name: /Karim/ }).count()
        },
        { timeout: 60_000 },
      )
      .toBeGreaterThan(0)
  })

  await test.step('an order is on the timeline a moment after the shop told of it, without a reload', async () => {
    await page.getByRole('link', { name: /Karim/ }).first().click()
    await expect(page.getByRole('heading', { level: 1, name: /Karim/ })).toBeVisible()
    const karim = [...woo.shop.customers.values()].find(({ first_name: name }) => name === 'Karim')
    const start = Date.now()
    woo.shop.addOrder({ customer_id: karim?.id ?? 0, billing: { ...karim?.billing }, number: 'W-2042', total: '64.50' })
    await expect(page.getByText('W-2042').first()).toBeVisible({ timeout: 10_000 })
    test.info().annotations.push({ type: 'milliseconds until it was seen', description: String(Date.now() - start) })
    expect(Date.now() - start).toBeLessThan(3_000)
    await page.screenshot({ path: test.info().outputPath('timeline.png'), fullPage: true })
  })
})
