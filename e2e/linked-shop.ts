// Shops with links as they are after some time, written beside the running product, for the browser tests of the settings.
import { randomUUID } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import type { Page } from '@playwright/test'
import pg from 'pg'
import type { Product } from './product'
import { signIn } from './test'

const password = 'un mot de passe de test'
/** Stands where credentials stand: it must never be seen. */
const hidden = 'v1.secret-of-the-connection'

/** As the owner of the product's own embedded database. */
export async function connect({ dataDir }: Product): Promise<pg.Client> {
  const read = async (name: string): Promise<string> => (await readFile(path.join(dataDir, name), 'utf8')).trim()
  const [port, secret] = await Promise.all([read('postgres-port'), read('postgres-password')])
  const client = new pg.Client({
    host: '127.0.0.1',
    port: Number(port),
    user: 'postgres',
    password: secret,
    database: 'coccinelle',
  })
  await client.connect()
  return client
}

interface Link {
  vendor?: 'hubspot' | 'salesforce'
  role?: 'primary' | 'source'
  status?: 'connected' | 'expiring' | 'reconnect_needed' | 'error'
  hoursAgo?: number
  /** What it did not take, the latest first. */
  refused?: Refused[]
}

export interface Refused {
  firstName?: string | null
  phone?: string | null
  kind: 'customer' | 'preferences' | 'note' | 'activity' | 'delete'
  /** As the push writes it. */
  error: string
  /** Tried again by itself; otherwise given up. */
  isHeld?: boolean
  /** Deleted here since. */
  isGone?: boolean
}

/** A shop of its own with one person, and links as they are after some time. */
export async function shopWith(product: Product, links: Link[], role = 'owner') {
  const slug = `boutique-${randomUUID().slice(0, 8)}`
  const email = `${slug}@example.org`
  await product.cli(['tenant:create', '--slug', slug, '--name', 'Essai'])
  await product.cli(['user:create', '--tenant', slug, '--email', email, '--role', role], `${password}\n`)
  const ids: string[] = []
  const client = await connect(product)
  try {
    for (const { vendor = 'hubspot', role: as = 'primary', status = 'connected', hoursAgo = 2, refused = [] } of links) {
      const id = randomUUID()
      const reason = status === 'error' ? 'unavailable' : status === 'reconnect_needed' ? 'grant_ended' : null
      await client.query(
        `insert into "CrmConnection" ("tenantId", id, vendor, role, status, "statusAt", "lastOkAt", "accountId", "accountLabel", "statusReason", credentials)
         select id, $2, $3, $4, $5, now() - $6 * interval '1 hour', now() - $6 * interval '1 hour', $7, 'Essai SARL', $8, $9
         from "Tenant" where slug = $1`,
        // What cannot be unsealed is a trouble of its own: only links that let nobody in have it here.
        [slug, id, vendor, as, status, hoursAgo, `account-${id}`, reason, status === 'reconnect_needed' ? hidden : null],
      )
      ids.push(id)
      for (const [index, change] of refused.entries()) await refuse(client, slug, id, change, index)
    }
  } finally {
    await client.end()
  }
  return { signIn: { email, password }, ids }
}

/** A customer and a change of his that did not leave. */
async function refuse(client: pg.Client, slug: string, connectionId: string, change: Refused, hours: number): Promise<void> {
  const { firstName = 'Camille', phone = null, kind, error, isHeld = false, isGone = false } = change
  const customerId = randomUUID()
  await client.query(
    `insert into "Customer" ("tenantId", id, "firstName", phone, "deletedAt")
     select id, $2, $3, $4, case when $5 then now() end from "Tenant" where slug = $1`,
    [slug, customerId, firstName, phone, isGone],
  )
  await client.query(
    `insert into "Outbox" ("tenantId", id, "connectionId", "customerId", kind, payload, error, "createdAt", "nextAttemptAt", "deadAt")
     select id, $2, $3, $4, $5, '{}', $6, now() - $7 * interval '1 hour', now() + interval '1 day',
       case when not $8 then now() - $7 * interval '1 hour' end from "Tenant" where slug = $1`,
    [slug, randomUUID(), connectionId, customerId, kind, error, hours + 1, isHeld],
  )
}

export async function open(page: Page, product: Product, links: Link[], role?: string): Promise<string[]> {
  const shop = await shopWith(product, links, role)
  await page.context().clearCookies()
  await signIn(page, product.url, shop.signIn)
  return shop.ids
}
