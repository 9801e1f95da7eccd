// The one product of the run, started as a newcomer starts it, and what most browser tests begin with.
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { AxeBuilder } from '@axe-core/playwright'
import { type BrowserContext, test as base, expect, type Page } from '@playwright/test'
import { type Product, type SignIn, startProduct } from './product'

export { expect }

export const test = base.extend<{ signedIn: Page; told: void }, { product: Product }>({
  product: [
    async ({}, provide) => {
      const dataDir = await mkdtemp(path.join(tmpdir(), 'coccinelle-e2e-'))
      const product = await startProduct(dataDir)
      try {
        await provide(product)
      } finally {
        await product.stop()
        await rm(dataDir, { recursive: true, force: true })
      }
    },
    { scope: 'worker', timeout: 300_000 },
  ],
  // What the product and the browser said meanwhile, beside a failure.
  told: [
    async ({ product, browser }, provide, info) => {
      const before = product.output().length
      const said: string[] = []
      const listen = (context: BrowserContext): void => {
        context.on('weberror', (error) => said.push(`page error: ${error.error().stack ?? error.error().message}`))
        context.on('console', (message) => message.type() === 'error' && said.push(`console: ${message.text()}`))
      }
      browser.contexts().forEach(listen)
      browser.on('context', listen)
      await provide()
      browser.off('context', listen)
      if (info.status === info.expectedStatus) return
      const body = [...said, product.output().slice(before)].join('\n').slice(-8_000)
      process.stdout.write(`\n--- ${info.title}\n${body}\n---\n`)
    },
    { auto: true },
  ],
  signedIn: async ({ page, product }, provide) => {
    await signIn(page, product.url, product.signIn)
    await provide(page)
  },
})

export async function signIn(page: Page, url: string, { email, password }: SignIn): Promise<void> {
  await page.goto(`${url}/login`)
  await page.getByLabel('Adresse e-mail').fill(email)
  await page.getByLabel('Mot de passe').fill(password)
  await page.getByRole('button', { name: 'Se connecter' }).click()
  await page.waitForURL(/\/dashboard/)
}

/** Nothing serious for people who read by ear, with little colour or by keyboard. */
export async function expectAccessible(page: Page): Promise<void> {
  // What the page does when it has been drawn (a long text that becomes one to scroll by keys) has been done.
  await page.evaluate(
    () => new Promise<void>((resolve) => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(resolve, 50)))),
  )
  const { violations } = await new AxeBuilder({ page })
    .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'])
    .analyze()
  const serious = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical')
  expect(serious.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.target.join(' ')).join(', ')}`)).toEqual([])
}

/** The page does not scroll sideways. */
export async function expectNoSidewaysScroll(page: Page): Promise<void> {
  expect(
    await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth),
  ).toBeLessThanOrEqual(0)
}
