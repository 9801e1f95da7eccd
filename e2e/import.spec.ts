// Importer des clients: a messy file in and back out in three actions; by keyboard, on every size, in both languages, when it fails.
import { randomUUID } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import type { Page } from '@playwright/test'
import type { Product } from './product'
import { expect, expectAccessible, expectNoSidewaysScroll, signIn, test } from './test'

const sizes = { phone: { width: 360, height: 780 }, desk: { width: 1440, height: 900 } }
const password = 'un mot de passe de test'
const importsPath = '/dashboard/customers/import'

/** Signed in to a shop of its own; empty. */
async function open(page: Page, product: Product, role = 'owner'): Promise<void> {
  const slug = `boutique-${randomUUID().slice(0, 8)}`
  const email = `${slug}@example.org`
  await product.cli(['tenant:create', '--slug', slug, '--name', 'Essai'])
  await product.cli(['user:create', '--tenant', slug, '--email', email, '--role', role], `${password}\n`)
  await page.context().clearCookies()
  await signIn(page, product.url, { email, password })
}

const messy = Buffer.from(
  [
    'PRÉNOM;NOM;Téléphone;E-mail;Étiquettes;Code postal;Accord SMS;Naissance',
    'HÃ©lÃ¨ne;Œuvré;06 39 98 12 01;HELENE@example.fr;"VIP, été";01000;oui;14/03/1980',
    'Paul;Martin;="0639981202";;;75001;non;',
    ';;;;;;;',
    'Hélène;Œuvré;+33639981201;;mariée;;;',
    'Zoé;Sans rien;;;;;;',
    'Ana;Ng;3,36E+10;ana@example.fr;;;;',
    "Inès;Roux;'+33639981204;ines@example.fr;;69001;oui;",
  ].join('\r\n'),
)
const csv = (buffer: Buffer | string, name = 'clients.csv') => ({ name, mimeType: 'text/csv', buffer: Buffer.from(buffer) })

/** As soon as the page takes files. */
async function choose(page: Page, buffer: Buffer | string, name?: string): Promise<void> {
  await expect(page.getByRole('button', { name: /Choisir un fichier|Choose a file/ })).toBeEnabled()
  await page.locator('input[type=file]').setInputFiles(csv(buffer, name))
}

const figure = (page: Page, name: string) => page.locator('dl > div', { hasText: name }).locator('dd')

test('a messy CSV goes in and comes back out in three actions', async ({ product, page }) => {
  await open(page, product)
  await page.goto(product.url + importsPath)
  await test.step('1: choose the file; what it would do is there by itself', async () => {
    await choose(page, messy)
    await page.waitForURL(/\/import\/[0-9a-f-]{36}$/)
    await expect(figure(page, 'Nouvelles fiches')).toHaveText('3')
    await expect(figure(page, 'Refusées')).toHaveText('2')
    await expect(page.getByText('Ni téléphone, ni e-mail, ni référence')).toBeVisible()
    await expect(page.getByText('le tableur a arrondi ce numéro')).toBeVisible()
    await expect(page.locator('del', { hasText: 'HÃ©lÃ¨ne' })).toBeVisible()
    await expect(page.locator('ins', { hasText: 'Hélène' })).toBeVisible()
    await expect(page.getByText('2 lignes disent oui à des messages commerciaux')).toBeVisible()
  })
  await test.step('2: import', async () => {
    await page.getByRole('button', { name: 'Importer 3 fiches' }).click()
    await expect(page.getByText('L’import est terminé')).toBeVisible({ timeout: 20_000 })
    await expect(figure(page, 'Nouvelles fiches')).toHaveText('3')
  })
  const address = page.url()
  const download = page.waitForEvent('download')
  await page.getByRole('link', { name: 'Télécharger les 2 lignes' }).click()
  const failed = await readFile(await (await download).path(), 'utf8')
  expect(failed).toContain('PRÉNOM;NOM;Téléphone')
  expect(failed).toContain('Raison du refus')
  expect(failed.trim().split('\r\n')).toHaveLength(3)
  await page.goto(`${product.url}/dashboard/customers?query=helene`)
  await expect(page.getByRole('link', { name: /Hélène Œuvré/ }).first()).toBeVisible()
  await page.goto(address)
  await test.step('3: take it back', async () => {
    await page.getByRole('button', { name: 'Annuler cet import' }).click()
    await expect(page.getByText('L’import est annulé')).toBeVisible({ timeout: 20_000 })
    await expect(page.getByText('3 fiches retirées, aucune fiche rétablie.')).toBeVisible()
  })
  await page.goto(`${product.url}/dashboard/customers`)
  await expect(page.getByText('Aucun client pour l’instant')).toBeVisible()
})

test('the same file twice is nothing new; the list as a file and back is nothing new either', async ({ product, page }) => {
  await open(page, product)
  const run = async (button: RegExp) => {
    await page.waitForURL(/\/import\/[0-9a-f-]{36}$/)
    await page.getByRole('button', { name: button }).click()
    await expect(page.getByText('L’import est terminé')).toBeVisible({ timeout: 20_000 })
  }
  await page.goto(product.url + importsPath)
  await choose(page, messy)
  await run(/Importer 3/)
  await page.goto(product.url + importsPath)
  await choose(page, messy, 'encore.csv')
  await expect(page.getByText('Ce fichier a déjà été importé')).toBeVisible()
  await expect(page.getByRole('button', { name: 'Rien à importer' })).toBeDisabled()
  await expect(figure(page, 'Déjà à jour')).toHaveText('4')
  await page.goto(`${product.url}/dashboard/customers?sort=name`)
  await page.getByRole('button', { name: 'Importer, exporter' }).click()
  const download = page.waitForEvent('download')
  await page.getByRole('menuitem', { name: 'Exporter pour Excel (;)' }).click()
  const file = await readFile(await (await download).path())
  expect(file.toString('utf8')).toContain(`'+33639981201`)
  await page.goto(product.url + importsPath)
  await choose(page, file, 'export.csv')
  await expect(page.getByRole('button', { name: 'Rien à importer' })).toBeDisabled()
  await expect(figure(page, 'Nouvelles fiches')).toHaveText('0')
  await expect(figure(page, 'Fiches complétées')).toHaveText('0')
  await expect(figure(page, 'Déjà à jour')).toHaveText('3')
})

test('every choice is kept and counted anew: columns, encoding, consent', async ({ product, page }) => {
  await open(page, product)
  await page.goto(product.url + importsPath)
  await choose(page, messy)
  const bar = page.getByRole('region', { name: 'Lancer l’import' })
  await expect(bar.getByRole('button', { name: 'Importer 3 fiches' })).toBeEnabled()
  await page.getByLabel('Où les accords de ce fichier ont-ils été donnés').fill('Bulletin en caisse')
  await page.keyboard.press('Enter')
  await expect(page.getByText('disent oui à des messages commerciaux')).toHaveCount(0)
  await page.getByLabel('Colonne « Téléphone »').selectOption({ label: 'Ne pas importer' })
  await expect(figure(page, 'Refusées')).toHaveText('3')
  await page.reload()
  await expect(page.getByLabel('Colonne « Téléphone »')).toHaveValue('ignore')
  await page.getByLabel('Encodage').selectOption({ label: 'Windows (1252)' })
  await expect(page.getByLabel('Colonne « PRÉNOM »')).toBeVisible()
  await page.getByRole('switch', { name: /Réparer les accents/ }).click()
  await expect(page.getByLabel('Colonne « PRÃ‰NOM »')).toBeVisible()
  await page.getByRole('button', { name: 'Abandonner' }).click()
  await page.waitForURL(product.url + importsPath)
  await expect(page.getByText('Aucun import pour l’instant.')).toBeVisible()
})

test('what people have worked with stays, and is named', async ({ product, page }) => {
  await open(page, product)
  await page.goto(product.url + importsPath)
  await choose(page, messy)
  await page.getByRole('button', { name: 'Importer 3 fiches' }).click()
  await expect(page.getByText('L’import est terminé')).toBeVisible({ timeout: 20_000 })
  const address = page.url()
  await page.goto(`${product.url}/dashboard/customers?query=paul`)
  await page.getByRole('link', { name: 'Paul Martin' }).first().click()
  await page.getByRole('textbox', { name: 'Note' }).fill('Cherche une robe')
  await page.getByRole('button', { name: 'Ajouter la note' }).click()
  await expect(page.getByText('Cherche une robe').first()).toBeVisible()
  await page.goto(address)
  await page.getByRole('button', { name: 'Annuler cet import' }).click()
  await expect(page.getByText('1 fiche garde quelque chose de l’import')).toBeVisible({ timeout: 20_000 })
  await expect(page.getByRole('link', { name: 'Paul Martin' })).toBeVisible()
  await expect(page.getByText('A une note de l’équipe')).toBeVisible()
  await expectAccessible(page)
})

test('a customer’s open page shows what an import did to them', async ({ product, page }) => {
  await open(page, product)
  await page.goto(product.url + importsPath)
  await choose(page, messy)
  await page.getByRole('button', { name: 'Importer 3 fiches' }).click()
  await expect(page.getByText('L’import est terminé')).toBeVisible({ timeout: 20_000 })
  await page.goto(`${product.url}/dashboard/customers?query=paul`)
  await page.getByRole('link', { name: 'Paul Martin' }).first().click()
  await expect(page.getByRole('heading', { level: 1, name: /Paul Martin/ })).toBeVisible()
  const elsewhere = await page.context().newPage()
  await elsewhere.goto(product.url + importsPath)
  await choose(elsewhere, 'Téléphone;Étiquettes\n0639981202;Marseille\n')
  await elsewhere.getByRole('button', { name: 'Importer 1 fiche' }).click()
  await expect(page.getByText('Marseille').first()).toBeVisible({ timeout: 20_000 })
})

test('by keyboard alone, from the list to the result', async ({ product, page }) => {
  await open(page, product)
  await page.goto(product.url + importsPath)
  const button = page.getByRole('button', { name: 'Choisir un fichier' })
  await expect(button).toBeEnabled()
  // A browser that is busy drops the dialog when it is asked for before it has heard that a test will answer it.
  await expect(async () => {
    await button.focus()
    const chooser = page.waitForEvent('filechooser', { timeout: 3_000 })
    await page.keyboard.press('Enter')
    await (await chooser).setFiles(csv(messy))
  }).toPass()
  const run = page.getByRole('button', { name: 'Importer 3 fiches' })
  await expect(run).toBeEnabled()
  await run.focus()
  await page.keyboard.press('Enter')
  await expect(page.getByText('L’import est terminé')).toBeVisible({ timeout: 20_000 })
  await page.goto(`${product.url}/dashboard/customers`)
  const entry = page.getByRole('menuitem', { name: 'Importer' })
  // The first press may come before the page's script does.
  await expect(async () => {
    if (await entry.isVisible()) return
    await page.getByRole('button', { name: 'Importer, exporter' }).focus()
    await page.keyboard.press('Enter')
    await expect(entry).toBeVisible({ timeout: 1_500 })
  }).toPass()
  await entry.press('Enter')
  await page.waitForURL(product.url + importsPath)
  await expect(page.getByRole('link', { name: 'clients.csv' })).toBeVisible()
})

test('files that cannot be say why, and what to do', async ({ product, page }) => {
  await open(page, product)
  await page.goto(product.url + importsPath)
  await choose(page, 'PK\u0003\u0004rest', 'clients.xlsx')
  await expect(page.getByRole('alert').filter({ hasText: 'classeur Excel' })).toBeVisible()
  await choose(page, '', 'vide.csv')
  await expect(page.getByText('Ce fichier est vide.')).toBeVisible()
  await page.route('**/api/imports**', (route) => route.abort())
  await choose(page, messy)
  await expect(page.getByText('Le serveur ne répond pas.')).toBeVisible()
  await expectAccessible(page)
  await page.unroute('**/api/imports**')
  await choose(page, 'Prénom;Téléphone\n', 'entete.csv')
  await expect(page.getByText('Ce fichier n’a aucune ligne de client sous son en-tête.')).toBeVisible()
  await expect(page.getByRole('button', { name: 'Rien à importer' })).toBeDisabled()
  await expectAccessible(page)
})

test('who may not import sees who can; another shop’s import looks like none', async ({ product, page }) => {
  await open(page, product)
  await page.goto(product.url + importsPath)
  await choose(page, messy)
  await page.waitForURL(/\/import\/[0-9a-f-]{36}$/)
  const address = page.url()
  await open(page, product, 'seller')
  await page.goto(product.url + importsPath)
  await expect(page.getByRole('heading', { level: 1, name: /demande un accès responsable/ })).toBeVisible()
  await expectAccessible(page)
  await open(page, product)
  for (const one of [address, `${product.url}${importsPath}/${randomUUID()}`]) {
    await page.goto(one)
    await expect(page.getByRole('heading', { name: 'Rien à cette adresse' })).toBeVisible()
  }
})

test('in English', async ({ product, page }) => {
  await open(page, product)
  await page.context().addCookies([{ name: 'locale', value: 'en', url: product.url }])
  await page.goto(product.url + importsPath)
  await expect(page.getByRole('heading', { level: 1, name: 'Import customers' })).toBeVisible()
  await choose(page, messy)
  await page.getByRole('button', { name: 'Import 3 records' }).click()
  await expect(page.getByText('The import is done')).toBeVisible({ timeout: 20_000 })
  await expectAccessible(page)
})

for (const [size, viewport] of Object.entries(sizes))
  for (const colorScheme of ['light', 'dark'] as const)
    test(`every step on a ${size}, ${colorScheme}`, async ({ product, page }) => {
      test.setTimeout(120_000)
      await page.setViewportSize(viewport)
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
      const errors: string[] = []
      page.on('pageerror', (error) => errors.push(error.message))
      const sound = async (step: string) => {
        await test.step(step, async () => {
          await expectAccessible(page)
          await expectNoSidewaysScroll(page)
        })
      }
      await open(page, product)
      await page.goto(product.url + importsPath)
      await expect(page.getByText('Aucun import pour l’instant.')).toBeVisible()
      await sound('empty')
      await choose(page, messy)
      await expect(page.getByRole('button', { name: 'Importer 3 fiches' })).toBeEnabled()
      await page.getByRole('radio', { name: /Remplacer par le fichier/ }).check()
      await expect(page.getByLabel('Remplacer aussi ce que l’équipe a modifié')).toBeVisible()
      await expect(page.getByRole('button', { name: 'Importer 3 fiches' })).toBeEnabled()
      await sound('decide')
      await page.getByRole('button', { name: 'Importer 3 fiches' }).click()
      await expect(page.getByText('L’import est terminé')).toBeVisible({ timeout: 20_000 })
      await sound('result')
      await page.getByRole('button', { name: 'Annuler cet import' }).click()
      await expect(page.getByText('L’import est annulé')).toBeVisible({ timeout: 20_000 })
      await sound('taken back')
      await page.goto(product.url + importsPath)
      await expect(page.getByRole('link', { name: 'clients.csv' })).toBeVisible()
      await sound('list')
      expect(errors).toEqual([])
    })
