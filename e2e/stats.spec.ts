// Statistiques: figures one can read with eyes, ears or fingers, for days one chooses.
import type { Page } from '@playwright/test'
import { expect, expectAccessible, expectNoSidewaysScroll, signIn, test } from './test'

const sizes = { phone: { width: 360, height: 780 }, desk: { width: 1440, height: 900 } }
const plots = (page: Page) => page.locator('main svg[role=application]')

async function open(page: Page, url: string, query = ''): Promise<void> {
  await page.goto(`${url}/dashboard/stats${query}`)
  await expect(page.getByRole('heading', { level: 1, name: 'Statistiques' })).toBeVisible()
}

test('the figures are there without the charts, whose script no page waits for', async ({ product, signedIn: page }) => {
  for (const path of ['/dashboard', '/dashboard/customers', '/dashboard/stats']) {
    const html = await (await page.request.get(product.url + path)).text()
    const scripts = [...new Set(html.match(/\/_next\/static\/chunks\/[\w.~-]+\.js/g))]
    expect(scripts.length).toBeGreaterThan(3)
    for (const script of scripts)
      expect(await (await page.request.get(product.url + script)).text(), script).not.toContain('recharts')
  }
  await page.route('**/_next/static/**', (route) =>
    route.request().resourceType() === 'script' ? route.abort() : route.continue(),
  )
  await open(page, product.url, '?period=12m')
  await expect(page.locator('main dl').first()).toContainText('€')
  await page.locator('summary').first().click()
  await expect(page.getByRole('table', { name: 'Chiffre d’affaires' })).toContainText('€')
  await page.unroute('**/_next/static/**')
  await open(page, product.url, '?period=12m')
  await expect(plots(page)).toHaveCount(6)
})

test('by keyboard: another period, a chart point by point, and the table beside it', async ({ product, signedIn: page }) => {
  await open(page, product.url)
  const year = page.getByRole('link', { name: '12 mois' })
  await year.focus()
  await page.keyboard.press('Enter')
  await page.waitForURL(/period=12m/)
  await expect(year).toHaveAttribute('aria-current', 'page')
  const plot = plots(page).first()
  await plot.focus()
  await page.keyboard.press('ArrowRight')
  const said = page.locator('main').getByRole('status').filter({ hasText: 'Cette période' })
  await expect(said).toBeVisible()
  const first = await said.innerText()
  await page.keyboard.press('ArrowRight')
  await expect(said).not.toHaveText(first)
  await expect(said).toContainText('€')
  await page.locator('summary').first().focus()
  await page.keyboard.press('Enter')
  const table = page.getByRole('table', { name: 'Chiffre d’affaires' })
  await expect(table.getByRole('row')).toHaveCount(13)
  await expectAccessible(page)

  await page.getByLabel('Du', { exact: true }).fill('2026-01-05')
  await page.getByLabel('au', { exact: true }).fill('2026-01-07')
  await page.getByRole('button', { name: 'Afficher' }).press('Enter')
  await page.waitForURL(/from=2026-01-05&to=2026-01-07/)
  await expect(page.getByText('5–7 janv. 2026')).toBeVisible()
})

test('an address that makes no sense, and days without anything', async ({ product, signedIn: page }) => {
  await open(page, product.url, '?period=toujours&from=hier')
  await expect(page.getByRole('link', { name: '30 jours' })).toHaveAttribute('aria-current', 'page')
  await open(page, product.url, '?from=2001-01-01&to=2001-01-02')
  await expect(page.getByText('Aucun achat sur ces jours.').first()).toBeVisible()
  await expect(plots(page)).toHaveCount(0)
  await expectAccessible(page)
})

test('the palette knows the page', async ({ product, signedIn: page }) => {
  await page.goto(`${product.url}/dashboard/customers`)
  await page.waitForLoadState('networkidle')
  await page.keyboard.press('Control+k')
  await page.getByRole('dialog').getByRole('combobox').fill('statis')
  await page.keyboard.press('Enter')
  await page.waitForURL('**/dashboard/stats')
})

test('in English', async ({ product, browser }) => {
  const context = await browser.newContext({ locale: 'en-GB' })
  try {
    const page = await context.newPage()
    await page.goto(`${product.url}/login`)
    await page.locator('input[name=email]').fill(product.signIn.email)
    await page.locator('input[name=password]').fill(product.signIn.password)
    await page.getByRole('button', { name: 'Sign in' }).click()
    await page.waitForURL(/\/dashboard/)
    await page.goto(`${product.url}/dashboard/stats?period=90d`)
    await expect(page.getByRole('heading', { level: 1, name: 'Statistics' })).toBeVisible()
    const words = await page.locator('main').innerText()
    for (const word of ['Achats', 'Chiffre', 'Panier', 'Période', 'Sans segment']) expect(words).not.toContain(word)
  } finally {
    await context.close()
  }
})

for (const [size, viewport] of Object.entries(sizes))
  for (const colorScheme of ['light', 'dark'] as const)
    test(`statistics on a ${size}, ${colorScheme}`, async ({ product, browser }, info) => {
      const context = await browser.newContext({ viewport, colorScheme, reducedMotion: 'reduce' })
      try {
        const page = await context.newPage()
        const errors: string[] = []
        page.on('pageerror', (error) => errors.push(error.message))
        page.on('console', (message) => {
          if (message.type() === 'error' && !message.location().url.endsWith('/favicon.ico')) errors.push(message.text())
        })
        await signIn(page, product.url, product.signIn)
        for (const query of ['', '?period=90d', '?period=12m']) {
          await open(page, product.url, query)
          await expect(plots(page)).toHaveCount(6)
          await expectNoSidewaysScroll(page)
          await page.screenshot({ path: info.outputPath(`stats-${size}-${colorScheme}-${query.slice(-3)}.png`), fullPage: true })
        }
        await page.locator('summary').first().click()
        await expectAccessible(page)
        await expectNoSidewaysScroll(page)
        expect(errors).toEqual([])
      } finally {
        await context.close()
      }
    })
