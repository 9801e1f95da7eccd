// Makes the demo shop, whole or not at all: a kill half-way leaves an empty installation, which the next start fills.
import 'server-only'
import { randomBytes } from 'node:crypto'
import { hashPassword } from '@/lib/auth/password'
import type { Role } from '@/lib/auth/roles'
import { findDuplicates } from '@/lib/customers/find-duplicates'
import type { Shop } from '@/lib/customers/use-case'
import { createDuplicateStore } from '@/lib/db/duplicate-repo'
import { insertSegmentDays } from '@/lib/db/segment-day-repo'
import { makeSegmentLevels } from '@/lib/db/segment-levels'
import { sqlOf } from '@/lib/db/sql-of'
import { findShop } from '@/lib/db/tenant-repo'
import { type PrismaTx, tenantDb } from '@/lib/db/tenant-db'
import { newId } from '@/lib/shared/ids'
import { openDemoChannel } from './open-demo-channel'
import { openDemoSegments } from './open-demo-segments'
import { planDemo } from './plan-demo'
import { planSegmentDays } from './plan-segment-days'
import { writeCustomer } from './write-customer'
import { type WrittenCustomer, writeHistory } from './write-history'

export interface DemoSignIn {
  email: string
  password: string
  /** The shop's slug. */
  tenant: string
}

const slug = 'boutique-elegance'
const owner = { email: `camille@${slug}.example`, name: 'Camille Laurent', role: 'owner' } as const
const staff: readonly { email: string; name: string; role: Role }[] = [
  owner,
  { email: `nadia@${slug}.example`, name: 'Nadia Bensaïd', role: 'seller' },
  { email: `comptabilite@${slug}.example`, name: 'Cabinet Duval', role: 'read-only' },
]

/** The owner's sign-in, this once (the others have the same password); null when the demo shop is there already. */
export async function seedDemo(now: Date = new Date()): Promise<DemoSignIn | null> {
  if ((await findShop(slug)) !== null) return null
  const password = randomBytes(9).toString('base64url')
  const passwordHash = await hashPassword(password)
  const shop: Shop = {
    id: newId(),
    slug,
    name: 'Boutique Élégance',
    region: 'FR',
    locale: 'fr',
    currency: 'EUR',
    timezone: 'Europe/Paris',
  }
  const customers: WrittenCustomer[] = []
  await tenantDb(shop.id).transaction(async (tx) => {
    customers.length = 0
    await openShop(tx, shop, passwordHash)
    const plan = planDemo(now)
    for (const planned of plan) customers.push({ id: await writeCustomer(tx, shop, owner.name, planned), planned })
    await writeHistory(tx, shop, owner.name, customers)
    await insertSegmentDays(sqlOf(tx), shop.id, planSegmentDays(plan, now, shop.timezone))
  })
  await findDuplicates(
    createDuplicateStore(shop.id),
    customers.map(({ id }) => id),
  )
  // Outside the transaction: the shop can do without it, and its secret needs no retelling.
  await openDemoChannel(shop)
  await openDemoSegments(shop, owner.name)
  return { email: owner.email, password, tenant: slug }
}

async function openShop(tx: PrismaTx, shop: Shop, passwordHash: string): Promise<void> {
  await tx.tenant.create({ data: shop })
  await makeSegmentLevels(tx, shop.id)
  for (const { email, name, role } of staff) {
    const user = await tx.user.create({ data: { id: newId(), email, name, passwordHash, locale: 'fr' } })
    await tx.membership.create({ data: { tenantId: shop.id, userId: user.id, role } })
  }
}
