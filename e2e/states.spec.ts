// Every screen while its data is slow, and when it cannot be had: the shape of the page, then what to do; and back again.
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import type { Page } from '@playwright/test'
import pg from 'pg'
import type { Product } from './product'
import { expect, expectAccessible, expectNoSidewaysScroll, test } from './test'

const sizes = { phone: { width: 360, height: 780 }, desk: { width: 1440, height: 900 } }

/** Screens by path, each with a table that it cannot do without. */
const screens = (record: string): [name: string, path: string, table: string][] => [
  ['home', '/dashboard', 'Customer'],
  ['statistics', '/dashboard/stats', 'Order'],
  ['list', '/dashboard/customers', 'Customer'],
  ['record', record, 'CustomerActivity'],
  ['till', '/dashboard/till', 'Customer'],
  ['systems', '/dashboard/settings/crm', 'CrmConnection'],
  ['channels', '/dashboard/settings/channels', 'Channel'],
]

/** As the owner of the product's own embedded database. */
async function connect({ dataDir }: Product): Promise<pg.Client> {
  const read = async (name: string): Promise<string> => (await readFile(path.join(dataDir, name), 'utf8')).trim()
  const [port, password] = await Promise.all([read('postgres-port'), read('postgres-password')])
  const client = new pg.Client({ host: '127.0.0.1', port: Number(port), user: 'postgres', password, database: 'coccinelle' })
  await client.connect()
  return client
}

async function recordPath(page: Page, url: string): Promise<string> {
  await page.goto(`${url}/dashboard/customers`)
  return (await page.locator('main a[href*="/dashboard/customers/0"]').first().getAttribute('href')) ?? ''
}

for (const [size, viewport] of Object.entries(sizes))
  for (const colorScheme of ['light', 'dark'] as const)
    test(`slow and failing screens on a ${size}, ${colorScheme}`, async ({ product, signedIn: page }) => {
      test.setTimeout(180_000)
      await page.setViewportSize(viewport)
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
      const record = await recordPath(page, product.url)
      const client = await connect(product)
      const sound = async (): Promise<void> => {
        await expectAccessible(page)
        await expectNoSidewaysScroll(page)
      }
      try {
        for (const [name, address, table] of screens(record)) {
          await test.step(`${name}, slow`, async () => {
            await client.query('begin')
            await client.query(`lock table "${table}" in access exclusive mode`)
            try {
              await page.goto(product.url + address, { waitUntil: 'commit' })
              await expect(page.getByRole('status').filter({ hasText: 'Chargement' })).toHaveCount(1)
              await sound()
            } finally {
              await client.query('rollback')
            }
            await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
            await expect(page.getByRole('status').filter({ hasText: 'Chargement' })).toHaveCount(0)
          })
          await test.step(`${name}, failing`, async () => {
            await client.query(`alter table "${table}" rename to "away"`)
            try {
              await page.goto(product.url + address)
              await expect(page.getByRole('heading', { level: 1, name: 'Cette page n’a pas pu s’afficher' })).toBeVisible()
              await sound()
            } finally {
              await client.query(`alter table "away" rename to "${table}"`)
            }
            const again = page.getByRole('button', { name: 'Réessayer' })
            await again.focus()
            await page.keyboard.press('Enter')
            await expect(again).toHaveCount(0)
            await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
          })
        }
      } finally {
        await client.end()
      }
    })
