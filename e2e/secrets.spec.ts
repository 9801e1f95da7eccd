// R15: secrets planted all over a running product are in nothing that it sends, says or keeps in the clear, whatever goes wrong.
import { createHmac, hkdfSync } from 'node:crypto'
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { type BrowserContext, expect, type Page, test } from '@playwright/test'
import { decode } from 'next-auth/jwt'
import pg from 'pg'
import { z } from 'zod'
import { startHubspotFake } from '../lib/crm/vendors/hubspot/__fixtures__/hubspot-fake'
import { startSalesforceFake } from '../lib/crm/vendors/salesforce/__fixtures__/salesforce-fake'
import { Canaries } from './canaries'
import { type Product, startProduct } from './product'
import { signIn } from './test'
import { postSms } from './twilio'

const root = path.resolve(import.meta.dirname, '..')
const crm = '/dashboard/settings/crm'
const forgedState = 's'.repeat(43)
const shown = 'path secret of the webhook address'

/** Everything that a browser got from the product, whoever asked for it. */
function listen(context: BrowserContext, origin: string) {
  const heard: { what: string; text: string }[] = []
  const reading: Promise<void>[] = []
  context.on('response', (response) => {
    const { pathname, origin: from } = new URL(response.url())
    if (from !== origin || pathname === '/api/live') return
    const read = async (): Promise<void> => {
      const headers = Object.entries(await response.allHeaders()).filter(
        // The way to the consent page carries its state, and signing in the session: that is what they are for.
        ([name]) => name !== 'set-cookie' && !(name === 'location' && pathname.endsWith('/connect')),
      )
      const body = await response.text().catch((error: unknown) => `not read: ${String(error)}`)
      heard.push({
        what: `${response.request().method()} ${response.status()} ${pathname}`,
        text: `${JSON.stringify(headers)}\n${body}`,
      })
    }
    // A body that never ends or is gone with its page is no answer.
    reading.push(Promise.race([read().catch(() => undefined), new Promise<void>((resolve) => void setTimeout(resolve, 10_000))]))
  })
  return {
    add: (what: string, text: string): void => void heard.push({ what, text }),
    all: async () => {
      await Promise.all(reading)
      return heard
    },
  }
}
type Ear = ReturnType<typeof listen>

async function database({ dataDir }: Product): Promise<pg.Client> {
  const read = async (name: string): Promise<string> => (await readFile(path.join(dataDir, name), 'utf8')).trim()
  const [port, password] = await Promise.all([read('postgres-port'), read('postgres-password')])
  const client = new pg.Client({ host: '127.0.0.1', port: Number(port), user: 'postgres', password, database: 'coccinelle' })
  await client.connect()
  return client
}

/** Every row of every table, the job queue's too. */
async function everyRow(client: pg.Client): Promise<{ what: string; text: string }[]> {
  const { rows: tables } = await client.query<{ name: string }>(
    `select format('%I.%I', schemaname, tablename) as name from pg_tables where schemaname in ('public', 'graphile_worker') order by 1`,
  )
  const dump: { what: string; text: string }[] = []
  for (const { name } of tables) {
    const { rows } = await client.query<{ row: string }>(`select row_to_json(t)::text as row from ${name} t`)
    dump.push({ what: name, text: rows.map(({ row }) => row).join('\n') })
  }
  return dump
}

async function filesUnder(folder: string): Promise<{ what: string; text: string }[]> {
  const names = await readdir(folder, { recursive: true, withFileTypes: true })
  const files = names.filter((entry) => entry.isFile()).map((entry) => path.join(entry.parentPath, entry.name))
  return Promise.all(
    files.map(async (file) => ({ what: path.relative(root, file), text: (await readFile(file)).toString('latin1') })),
  )
}

/** Of a page that may just be taking words out of its own address. */
async function contentOf(page: Page): Promise<string> {
  for (let go = 1; ; go++)
    try {
      return await page.content()
    } catch (error) {
      if (go === 5) throw error
      await page.waitForLoadState('load')
    }
}

/** The page before may still be on its way elsewhere: one that redirects does so after it has loaded. */
async function goTo(page: Page, address: string): Promise<void> {
  for (let go = 1; ; go++)
    try {
      await page.goto(address)
      return
    } catch (error) {
      if (go === 5 || !String(error).includes('interrupted by another navigation')) throw error
      await page.waitForLoadState('load')
    }
}

/** A page as the server sends it whole, as the router asks for it, and as it stands in the browser. */
async function visit(page: Page, ear: Ear, url: string, address: string): Promise<{ html: string; payload: string }> {
  await goTo(page, url + address)
  await page.waitForLoadState('load')
  const html = await contentOf(page)
  ear.add(`the document of ${address}`, html)
  let payload = ''
  for (const headers of [{ RSC: '1' }, { RSC: '1', 'Next-Router-Prefetch': '1' }]) {
    const answer = await page.context().request.get(url + address, { headers, maxRedirects: 5 })
    const text = await answer.text()
    ear.add(`the payload of ${address}`, text)
    if (answer.headers()['content-type']?.startsWith('text/x-component') === true) payload += text
  }
  return { html, payload }
}

/** To the vendor's consent page: at once, or by the dialog where one may say which of its hosts. */
async function toConsent(page: Page, label: string): Promise<void> {
  const way = page.getByRole('link', { name: `Relier ${label}` }).or(page.getByRole('button', { name: `Relier ${label}` }))
  await way.click()
  const go = page.getByRole('button', { name: `Continuer chez ${label}` })
  await expect(go.or(page.getByRole('button', { name: 'Autoriser' }))).toBeVisible()
  if (await go.isVisible()) await go.click()
}

/** Where the customer of this record sees and changes his own preferences. */
async function preferencePage(page: Page, record: string): Promise<string> {
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
  await page.goto(record)
  await page.getByRole('button', { name: 'Autres actions', exact: true }).click()
  await page.getByRole('menuitem', { name: 'Copier le lien des préférences' }).click()
  await expect(page.getByText(/Lien copié/)).toBeVisible()
  return new URL(await page.evaluate(() => navigator.clipboard.readText())).pathname
}

/** Every page there is, by the folders; a new one must be visited here. */
async function pagePatterns(): Promise<RegExp[]> {
  const files = await readdir(path.join(root, 'app'), { recursive: true })
  return files
    .filter((file) => /(^|\/)page\.tsx$/.test(file))
    .map((file) =>
      file
        .replace(/(^|\/)page\.tsx$/, '')
        .replace(/\(\w+\)/g, '')
        .replace(/\/+$/, ''),
    )
    .map((route) => new RegExp(`^/${route.replace(/\[\.\.\.\w+\]/g, '.+').replace(/\[\w+\]/g, '[^/]+')}$`))
}

const channelSchema = z.object({ url: z.string(), secret: z.string().optional() })
const tokenSchema = z.object({ value: z.string() })

test('planted secrets are nowhere to be found', async ({ browser }) => {
  test.setTimeout(420_000)
  const canaries = new Canaries()
  const [hubspot, salesforce] = [await startHubspotFake(), await startSalesforceFake({ isLive: true })]
  hubspot.oauth.client.secret = canaries.make('client secret, HubSpot')
  salesforce.oauth.client.secret = canaries.make('client secret, Salesforce')
  const appSecret = canaries.make('APP_SECRET')
  const metricsToken = canaries.make('METRICS_TOKEN')
  const dataDir = await mkdtemp(path.join(tmpdir(), 'coccinelle-secrets-'))
  const variables = {
    APP_SECRET: appSecret,
    APP_SECRET_PREVIOUS: canaries.make('APP_SECRET_PREVIOUS'),
    METRICS_TOKEN: metricsToken,
    SMTP_URL: `smtp://hub:${canaries.make('password of the mail server')}@127.0.0.1:9`,
    LOG_LEVEL: 'trace',
    HUBSPOT_BASE_URL: hubspot.url,
    HUBSPOT_CLIENT_ID: hubspot.oauth.client.id,
    HUBSPOT_CLIENT_SECRET: hubspot.oauth.client.secret,
    SALESFORCE_BASE_URL: salesforce.url,
    SALESFORCE_CLIENT_ID: salesforce.oauth.client.id,
    SALESFORCE_CLIENT_SECRET: salesforce.oauth.client.secret,
  }

  // What the consent flow carries, and what a vendor says when it refuses: kept as it passes.
  const echoed = canaries.make('token in a refusal of the token server', 'pat-na1-')
  let refusesNext = true
  const answerToken = salesforce.oauth.token.bind(salesforce.oauth)
  salesforce.oauth.token = (form) => {
    for (const [name, value] of form)
      if (name === 'code' || name === 'code_verifier') canaries.plant(`${name} ${String(canaries.names.length)}`, value)
    if (!refusesNext) return answerToken(form)
    refusesNext = false
    return {
      status: 400,
      body: { error: 'invalid_request', error_description: `client_secret=${echoed} code=${form.get('code') ?? ''}` },
    }
  }

  const product = await startProduct(dataDir, undefined, variables)
  const client = await database(product)
  const { url } = product
  const visited: string[] = []
  try {
    const context = await browser.newContext({ locale: 'fr-FR' })
    const ear = listen(context, url)
    context.setDefaultTimeout(20_000)
    const page = await context.newPage()
    page.on('request', (request) => {
      const state = new URL(request.url()).searchParams.get('state')
      if (state !== null && /^[\w-]{43}$/.test(state) && state !== forgedState)
        canaries.plant(`state ${state.slice(0, 6)}`, state)
    })

    await test.step('the databases’ passwords, keys and channels', async () => {
      canaries.plant('password of the database', (await readFile(path.join(dataDir, 'postgres-password'), 'utf8')).trim())
      const { rows: roles } = await client.query<{ name: string }>(
        `select rolname as name from pg_roles where rolcanlogin and rolname ~ '^coccinelle_(app|worker)_'`,
      )
      for (const { name } of roles) {
        const secret = createHmac('sha256', appSecret).update(name).digest('base64url')
        const login = new pg.Client({
          host: '127.0.0.1',
          port: client.port,
          user: name,
          password: secret,
          database: 'coccinelle',
        })
        await login.connect()
        await login.end()
        canaries.plant(`password of ${name}`, secret)
      }
      expect(roles.length).toBeGreaterThanOrEqual(2)
      const shop = ['--tenant', 'boutique-elegance']
      const scopes = 'customers:read,customers:write,messages:read,messages:write'
      canaries.plant('API key', await product.cli(['api-key:create', ...shop, '--scopes', scopes]))
    })

    const channel = await test.step('channels', async () => {
      const create = async (type: string, more: string[]) =>
        channelSchema.parse(
          JSON.parse(await product.cli(['channel:create', '--tenant', 'boutique-elegance', '--type', type, ...more])),
        )
      const secret = canaries.make('secret of a channel, given')
      const sms = await create('twilio-sms', ['--secret', secret])
      canaries.plant('secret of a channel, made', (await create('standard', [])).secret ?? '')
      return { url: sms.url, secret }
    })

    await test.step('people', async () => {
      await product.cli(
        ['user:create', '--tenant', 'boutique-elegance', '--email', 'vera@example.org', '--role', 'seller'],
        `${canaries.make('password of a person')}\n`,
      )
      await signIn(page, url, product.signIn)
      canaries.plant('password of the owner', product.signIn.password)
      const cookie = (await context.cookies()).find(({ name }) => name.endsWith('session-token'))
      canaries.plant('session cookie', cookie?.value ?? '')
      const key = Buffer.from(hkdfSync('sha256', appSecret, '', 'coccinelle session cookie', 32)).toString('base64url')
      canaries.plant('key of the cookies', key)
      const inside = tokenSchema.parse(await decode({ token: cookie?.value ?? '', secret: key }))
      canaries.plant('session', inside.value)
    })

    await test.step('a pasted key that the vendor refuses, quoting it', async () => {
      const pasted = canaries.make('pasted key', 'pat-eu1-')
      await page.goto(url + crm)
      await page
        .getByRole('button', { name: /Donner une clé/ })
        .first()
        .click()
      const dialog = page.getByRole('dialog')
      for (const [status, message] of [
        [401, `The access token ${pasted} is expired`],
        [500, `Internal error for Bearer ${pasted}`],
        [400, `Invalid ${pasted}`],
      ] as const) {
        hubspot.fail(
          { answer: status, body: JSON.stringify({ status: 'error', message, category: pasted, correlationId: pasted }) },
          20,
        )
        await dialog.locator('input[type=password]').fill(pasted)
        const before = hubspot.state.requests
        await page.keyboard.press('Enter')
        await expect.poll(() => hubspot.state.requests, { message: 'the key is tried' }).toBeGreaterThan(before)
        await expect(dialog.locator('button[disabled], [aria-busy=true], [aria-disabled=true]')).toHaveCount(0)
        await expect(dialog.getByRole('alert').first()).toBeVisible()
      }
      hubspot.fail({ answer: 500 }, 0)
      await page.keyboard.press('Escape')
    })

    await test.step('consent: refused by the token server, then given to both', async () => {
      for (const [label, outcome] of [
        ['Salesforce', /n’a pas|réessayez|refus|répond/i],
        ['Salesforce', 'Salesforce est relié'],
        ['HubSpot', 'HubSpot est relié'],
      ] as const) {
        await page.goto(url + crm)
        await toConsent(page, label)
        await page.getByRole('button', { name: 'Autoriser' }).click()
        await page.waitForURL(({ pathname }) => pathname === crm)
        await expect(page.getByText(outcome).first()).toBeVisible()
      }
      expect(refusesNext, 'the refusal was sent').toBe(false)
      const tokens = {
        'access token, HubSpot': hubspot.oauth.tokens,
        'refresh token, HubSpot': hubspot.oauth.refreshTokens,
        'access token, Salesforce': salesforce.oauth.tokens,
        'refresh token, Salesforce': salesforce.oauth.refreshTokens,
      }
      for (const [name, held] of Object.entries(tokens)) canaries.plant(name, [...held.keys()].at(-1) ?? '')
      for (const forged of ['error=access_denied', 'code=x']) {
        const described = canaries.make(`words of a forged way back, ${forged}`)
        await page.goto(`${url}/auth/salesforce/callback?${forged}&state=${forgedState}&error_description=${described}`)
        await page.waitForURL(/refused=/)
      }
    })

    const secretAddress =
      await test.step('positive control: the owner asks for the webhook’s address, and it is found', async () => {
        const before = await visit(page, ear, url, crm)
        const address = /\/api\/webhooks\/crm\/salesforce\/[\w-]+\/([\w-]{43})/
        expect(address.test(before.html + before.payload), 'not before it is asked for').toBe(false)
        const card = page
          .locator('section', { has: page.getByRole('heading', { level: 3, name: 'Salesforce', exact: true }) })
          .last()
        await card.locator('summary').filter({ hasText: 'Adresse pour les changements' }).click()
        // Chromium does not always keep what a page has read as a stream: this one answer is read on its way.
        await page.route(url + crm, async (route) => {
          if (route.request().method() !== 'POST') return route.fallback()
          const answer = await route.fetch()
          ear.add(`POST ${String(answer.status())} ${crm}`, `${JSON.stringify(answer.headers())}\n${await answer.text()}`)
          await route.fulfill({ response: answer })
        })
        await card.getByRole('button', { name: 'Afficher l’adresse' }).click()
        await expect(card.getByText(address)).toBeVisible()
        await page.unroute(url + crm)
        const html = await page.content()
        const [shownAddress = '', secret = ''] = address.exec(html) ?? []
        canaries.plant(shown, secret)
        expect(canaries.in(html)).toEqual([shown])
        for (const shift of ['', 'x', 'xy'])
          expect(canaries.in(Buffer.from(shift + html).toString('base64')), 'encoded too').toEqual([shown])
        const heard = await ear.all()
        const told = heard.filter(({ text }) => canaries.in(text).includes(shown)).map(({ what }) => what)
        expect([...new Set(told)]).toEqual([`POST 200 ${crm}`])
        return url + shownAddress
      })

    const ids = await client.query<{ id: string; vendor: string }>(
      `select id, vendor from "CrmConnection" where "deletedAt" is null order by vendor`,
    )
    expect(ids.rows.map(({ vendor }) => vendor)).toEqual(['hubspot', 'salesforce'])

    await test.step('what arrives and leaves, with a vendor that quotes what it got', async () => {
      const session = canaries.make('session in an Outbound Message')
      const contact = { id: '003000000000001AAA', fields: { LastName: 'Martin' } }
      await salesforce.sendOutbound(secretAddress, salesforce.org, [contact], { sessionId: session })
      await salesforce.sendOutbound(`${secretAddress}x`, salesforce.org, [contact], { sessionId: session })
      const quoted = canaries.make('token in a refusal of the API')
      const body = JSON.stringify({
        status: 'error',
        message: `Bearer ${quoted}`,
        category: 'VALIDATION_ERROR',
        context: { token: [quoted] },
      })
      for (const fault of [
        { answer: 400, body },
        { answer: 500, body },
        { answer: 403, body },
      ] as const) {
        hubspot.fail(fault, 4)
        salesforce.fail({ ...fault, body: JSON.stringify([{ errorCode: 'UNKNOWN_EXCEPTION', message: `session ${quoted}` }]) }, 4)
        await postSms(channel.url, channel.secret, {
          sid: `SM${String(fault.answer)}`,
          from: `+336399877${String(fault.answer).slice(0, 2)}`,
          text: 'Bonjour',
        })
        await visit(page, ear, url, `${crm}/${ids.rows[0]?.id ?? ''}/mapping`)
        await visit(page, ear, url, `${crm}/${ids.rows[1]?.id ?? ''}/mapping`)
      }
      hubspot.fail({ answer: 500 }, 0)
      salesforce.fail({ answer: 500 }, 0)
    })

    const stored = await client.query<{ text: string }>(
      `select credentials as text from "CrmConnection" where credentials is not null
       union all select unnest("webhookSecrets") from "CrmConnection" union all select unnest(secrets) from "Channel"
       union all select "passwordHash" from "User"`,
    )
    const kept = new Canaries()
    stored.rows.forEach(({ text }, at) => kept.plant(`stored form ${String(at)}`, text))
    expect(kept.names.length).toBeGreaterThanOrEqual(7)

    await test.step('every page and route, as owner, seller and nobody', async () => {
      await page.goto(`${url}/dashboard/customers`)
      const record = (await page.locator('main a[href*="/dashboard/customers/0"]').first().getAttribute('href')) ?? ''
      const nobody = '01999999-9999-7999-8999-999999999999'
      const own = await preferencePage(page, url + record)
      const pages = [
        '/',
        '/login',
        '/dashboard',
        '/dashboard/customers',
        '/dashboard/customers?query=martin&sort=name',
        '/dashboard/customers/new',
        '/dashboard/customers/tags',
        '/dashboard/customers/segments',
        '/dashboard/customers/segments/vip',
        '/dashboard/customers/bulk',
        `/dashboard/customers/bulk/${nobody}`,
        '/dashboard/customers/duplicates',
        `/dashboard/customers/duplicates/${record.slice(record.lastIndexOf('/') + 1)}/${nobody}`,
        '/dashboard/customers/import',
        `/dashboard/customers/import/${nobody}`,
        record,
        '/dashboard/till?query=martin',
        '/dashboard/stats',
        '/dashboard/settings',
        '/dashboard/settings/channels',
        crm,
        `${crm}?linked=hubspot`,
        `${crm}?refused=oauth_state`,
        ...ids.rows.map(({ id }) => `${crm}/${id}/mapping`),
        `${crm}/${nobody}/mapping`,
        '/dashboard/nothing/here',
        '/nothing',
        own,
        '/p/AAAAAAAAAAAAAAAAAAAAAAAA',
      ]
      const routes = [
        '/api/health',
        '/api/metrics',
        '/api/auth/session',
        '/api/auth/providers',
        '/api/auth/csrf',
        '/api/v1/openapi.json',
      ]
      const data = [
        '/dashboard/customers/choices',
        '/dashboard/customers/filter-choices',
        '/dashboard/customers/known?phone=0639980000',
        `/dashboard/customers/peek?id=${record.slice(record.lastIndexOf('/') + 1)}`,
        `/dashboard/customers/why?id=${record.slice(record.lastIndexOf('/') + 1)}`,
        '/dashboard/customers/export?query=martin',
        `/dashboard/customers/bulk/${nobody}/results`,
        `/dashboard/customers/bulk/${nobody}/requests`,
        `${record}/notes/${nobody}`,
        '/dashboard/till/found?query=martin',
        `${record}/timeline?find=robe`,
      ]
      const tour = async (who: Page, to: Ear): Promise<void> => {
        for (const address of pages) {
          visited.push(new URL(address, url).pathname)
          const { payload } = await visit(who, to, url, address)
          if (who === page && address === crm) expect(payload, 'the payload is read').toContain(ids.rows[0]?.id)
        }
        for (const address of [
          ...routes,
          ...data,
          '/api/v1/customers',
          '/api/v1/none',
          '/auth/hubspot/connect',
          '/auth/nobody/callback',
        ])
          to.add(address, await (await who.context().request.get(url + address, { maxRedirects: 0 })).text())
      }
      await tour(page, ear)

      const others = await browser.newContext({ locale: 'fr-FR' })
      const quiet = listen(others, url)
      others.setDefaultTimeout(20_000)
      const somebody = await others.newPage()
      await tour(somebody, quiet)
      const person = { email: 'vera@example.org', password: '' }
      await somebody.goto(`${url}/login`)
      await somebody.getByLabel('Adresse e-mail').fill(person.email)
      await somebody.getByLabel('Mot de passe').fill(canaries.valueOf('password of a person'))
      await somebody.getByRole('button', { name: 'Se connecter' }).click()
      await somebody.waitForURL(/\/dashboard/)
      await tour(somebody, quiet)
      for (const { what, text } of await quiet.all()) {
        expect(canaries.in(text), `to a seller or nobody: ${what}`).toEqual([])
        expect(kept.in(text), `to a seller or nobody: ${what}`).toEqual([])
      }
      await others.close()
      for (const pattern of await pagePatterns())
        expect(
          visited.some((address) => pattern.test(address)),
          `${String(pattern)} was visited`,
        ).toBe(true)
    })

    await test.step('the doors’ refusals', async () => {
      const key = canaries.valueOf('API key')
      const wrong = canaries.make('wrong API key', 'ccn_')
      const post = { method: 'POST', headers: { 'content-type': 'application/json' } }
      const attempts: [string, RequestInit][] = [
        ['/api/v1/customers', { headers: { authorization: `Bearer ${wrong}` } }],
        ['/api/v1/customers', { headers: { authorization: `Bearer ${key}x` } }],
        ['/api/v1/customers?cursor=bad', { headers: { authorization: `Bearer ${key}` } }],
        ['/api/v1/customers/none', { headers: { authorization: `Bearer ${key}` } }],
        ['/api/v1/customers', { ...post, headers: { ...post.headers, authorization: `Bearer ${key}` }, body: '{"email":' }],
        ['/api/v1/customers', { ...post, headers: { ...post.headers, authorization: `Bearer ${key}` }, body: '{"email":"x"}' }],
        ['/api/metrics', { headers: { authorization: `Bearer ${metricsToken}x` } }],
        ['/api/metrics', { headers: { authorization: `Bearer ${metricsToken}` } }],
        [new URL(channel.url).pathname, { ...post, headers: { 'x-twilio-signature': channel.secret }, body: 'Body=x' }],
        [
          '/api/webhooks/crm/hubspot/app',
          { ...post, headers: { 'x-hubspot-signature-v3': hubspot.oauth.client.secret }, body: '[]' },
        ],
        [`/api/webhooks/crm/salesforce/${ids.rows[1]?.id ?? ''}/${wrong}`, { ...post, body: '<x/>' }],
        ['/api/auth/callback/credentials', { ...post, body: JSON.stringify({ password: wrong }) }],
      ]
      for (const [address, init] of attempts) {
        const answer = await fetch(url + address, { redirect: 'manual', ...init })
        ear.add(`${address} ${String(answer.status)}`, JSON.stringify([...answer.headers]) + (await answer.text()))
      }
    })

    await test.step('what breaks: a table that is away, secrets that cannot be opened, a link that ended', async () => {
      for (const table of ['CrmConnection', 'Channel', 'Customer']) {
        await client.query(`alter table "${table}" rename to "away"`)
        try {
          for (const address of [crm, '/dashboard/settings/channels', '/dashboard/customers'])
            await visit(page, ear, url, address)
          ear.add(
            'the door',
            await (await postSms(channel.url, channel.secret, { sid: `SMaway${table}`, from: '+33639987799', text: 'x' })).text(),
          )
        } finally {
          await client.query(`alter table "away" rename to "${table}"`)
        }
      }
      await client.query(
        `update "CrmConnection" set credentials = 'v1.other.' || substr(credentials, 4) where vendor = 'hubspot'`,
      )
      await client.query(
        `update "CrmConnection" set status = 'reconnect_needed', "statusReason" = 'grant_ended' where vendor = 'salesforce'`,
      )
      for (const address of [crm, '/dashboard', ...ids.rows.map(({ id }) => `${crm}/${id}/mapping`)])
        await visit(page, ear, url, address)
      await postSms(channel.url, channel.secret, { sid: 'SMbroken', from: '+33639987798', text: 'Encore' })
    })

    await test.step('nothing in what the owner’s browser got', async () => {
      const heard = await ear.all()
      expect(heard.length).toBeGreaterThan(100)
      for (const { what, text } of heard) {
        // The answer to the owner who asked for the address is the one that may hold it.
        expect(canaries.in(text, what === `POST 200 ${crm}` ? [shown] : []), what).toEqual([])
        expect(kept.in(text), what).toEqual([])
      }
    })

    await test.step('nothing in the bundles, nor the code that handles secrets', async () => {
      const files = await filesUnder(path.join(root, '.next', 'static'))
      expect(files.filter(({ what }) => what.endsWith('.js')).length).toBeGreaterThan(5)
      expect(files.some(({ what }) => what.endsWith('.css'))).toBe(true)
      // Controls: the search finds what is meant to be there.
      expect(
        files.some(({ text }) => text.includes('use strict') || text.includes('TURBOPACK')),
        'code is read',
      ).toBe(true)
      const serverOnly = [
        'APP_SECRET',
        'METRICS_TOKEN',
        '_CLIENT_SECRET',
        'SMTP_URL',
        'aes-256-gcm',
        'hkdf',
        'CrmConnection',
        'refresh_token',
        'oauth4webapi',
      ]
      for (const { what, text } of files) {
        expect(canaries.in(text), what).toEqual([])
        expect(
          serverOnly.filter((word) => text.includes(word)),
          what,
        ).toEqual([])
      }
    })

    await test.step('nothing in the log, which does tell of links', async () => {
      await expect.poll(() => product.output(), { timeout: 30_000 }).toContain(ids.rows[0]?.id ?? 'no id')
      const said = product.output()
      // A newcomer is told the demo shop's password once, at the first start.
      expect(canaries.in(said, ['password of the owner']), said.length.toString()).toEqual([])
      expect(kept.in(said)).toEqual([])
    })

    await test.step('nothing in the clear in the database', async () => {
      const dump = await everyRow(client)
      expect(dump.find(({ what }) => what.includes('CrmConnection'))?.text).toContain(ids.rows[0]?.id ?? 'no id')
      for (const { what, text } of dump) expect(canaries.in(text), what).toEqual([])
    })

    expect(canaries.names.length, canaries.names.join(', ')).toBeGreaterThanOrEqual(20)
    await context.close()

    await test.step('another APP_SECRET is refused at the start, with what to do', async () => {
      await client.end()
      await product.stop()
      const refusal: unknown = await startProduct(dataDir, undefined, {
        ...variables,
        APP_SECRET: `${appSecret}-other`,
        APP_SECRET_PREVIOUS: '',
      }).then(
        (started) => started.stop().then(() => 'it started'),
        (error: unknown) => String(error),
      )
      expect(refusal).toContain('APP_SECRET_PREVIOUS')
      expect(canaries.in(String(refusal))).toEqual([])
    })
  } finally {
    await client.end().catch(() => undefined)
    await product.stop()
    await Promise.all([hubspot.close(), salesforce.close()])
    await rm(dataDir, { recursive: true, force: true })
  }
})
