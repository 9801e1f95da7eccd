// The handoff's five scenarios and its usage examples, as written there but for the import paths, on PostgreSQL.
/* eslint-disable no-console -- the examples talk, as written */
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { IntegrationFactory, getTenantSystems } from '@/lib/crm/factory'
import { vendors } from '@/lib/crm/registry'
import { MockCustomers } from '@/lib/crm/vendors/mock/adapter'
import { NativeCRM } from '@/lib/crm/vendors/native/adapter'
import { recordOrder } from '@/lib/customers/record-order'
import type { Shop } from '@/lib/customers/use-case'
import { newId } from '@/lib/shared/ids'
import { openTestShops, type TestShops } from '@/lib/test/shops'

let shops: TestShops
let boutique: Shop
beforeAll(async () => {
  shops = await openTestShops()
  boutique = await shops.create({ slug: 'boutique-123' })
  await shops.create({ slug: 'boutique-elegance' })
  vi.spyOn(console, 'log').mockImplementation(() => undefined)
})
afterAll(async () => {
  vi.restoreAllMocks()
  await shops.close()
})

describe('the usage examples', () => {
  test('native: creation at the first contact, then the interaction; the second time she is known', async () => {
    const ids: string[] = []
    for (let contact = 1; contact <= 2; contact++) {
      const crm = new NativeCRM(
        { tenantId: 'boutique-123' },
        {}
      );

      // Auto-création au premier contact
      const phone = '+33698765432';
      let customer = await crm.getCustomerByPhone(phone);

      if (!customer) {
        // Client inconnu → création automatique
        customer = await crm.createCustomer({
          firstName: 'Marie',
          lastName: 'Dupont',
          phone: phone,
          preferredChannel: 'sms',
          tags: ['premier-contact'],
        });
      }

      // Logger l'interaction
      await crm.logInteraction(
        customer.id,
        'message_received',
        'sms',
        { message: 'Avez-vous la robe en 38 ?' }
      );
      ids.push(customer.id)
    }
    expect(ids[1]).toBe(ids[0])
    const { rows } = await shops.backDoor.query(
      `select c."firstName", c."lastName", c.phone, c."preferredChannel", c."lastContactChannel",
         (select count(*)::int from "CustomerActivity" a where a."customerId" = c.id and type = 'message_received' and description = 'Avez-vous la robe en 38 ?') as messages
       from "Customer" c where "tenantId" = $1`,
      [boutique.id],
    )
    expect(rows).toEqual([
      { firstName: 'Marie', lastName: 'Dupont', phone: '+33698765432', preferredChannel: 'sms', lastContactChannel: 'sms', messages: 2 },
    ])
  })

  test('factory: a system from a configuration', async () => {
    const config = {
      tenantId: 'boutique-elegance',
      customers: {
        type: 'coccinelle-native', // ou 'native', 'hubspot', 'salesforce', 'mock'
        enabled: true,
        credentials: {
          tenantId: 'boutique-elegance',
          // Pour HubSpot:
          // accessToken: '...',
          // portalId: '...',
          // Pour Salesforce:
          // instanceUrl: '...',
          // accessToken: '...',
        },
      },
    };

    const systems = await IntegrationFactory.createAllSystems(config);
    const crm = systems.customers; // Instance du CRM configuré

    expect(crm).toBeInstanceOf(NativeCRM)
    expect(await crm?.testConnection()).toEqual({ ok: true, detail: '' })
  })

  test('first SMS: the profile is made, the interaction logged; the next message finds her', async () => {
    async function handleIncomingMessage(
      tenantId: string,
      from: string,
      message: string,
      channel: 'sms' | 'whatsapp' | 'email'
    ) {
      // 1. Récupérer le CRM du tenant
      const systems = await getTenantSystems(tenantId);
      const crm = systems.customers;

      if (!crm) {
        throw new Error('No CRM configured for this tenant');
      }

      // 2. Chercher le client
      let customer = await crm.getCustomerByPhone(from);

      // 3. Si client inconnu → auto-création
      if (!customer) {
        console.log(` Nouveau client détecté: ${from}`);

        customer = await crm.createCustomer({
          firstName: 'Client', // On mettra à jour plus tard
          lastName: 'Inconnu',
          phone: from,
          preferredChannel: channel,
          tags: ['premier-contact', channel],
          metadata: {
            source: 'incoming-message',
            firstMessage: message,
            firstMessageDate: new Date(),
          },
        });

        console.log(`✅ Profil créé: ${customer.id}`);
      }

      // 4. Logger l'interaction
      await crm.logInteraction(
        customer.id,
        'message_received',
        channel,
        {
          message,
          timestamp: new Date().toISOString(),
          from,
        }
      );

      // 5. Retourner le client pour traitement IA
      return customer;
    }

    // Exemple d'utilisation
    const customer = await handleIncomingMessage(
      'boutique-elegance',
      '+33698765432',
      'Bonjour, avez-vous la robe bleue en 38 ?',
      'sms'
    );

    expect(customer).toMatchObject({
      firstName: 'Client',
      lastName: 'Inconnu',
      phone: '+33698765432',
      preferredChannel: 'sms',
      tags: ['premier-contact', 'sms'],
      metadata: { source: 'incoming-message', firstMessage: 'Bonjour, avez-vous la robe bleue en 38 ?' },
    })
    expect(typeof customer.metadata.firstMessageDate).toBe('string')
    const again = await handleIncomingMessage('boutique-elegance', '06 98 76 54 32', 'Et en 40 ?', 'whatsapp')
    expect(again.id).toBe(customer.id)
    await expect(handleIncomingMessage('boutique-inconnue', '+33698765432', 'Bonjour', 'sms')).rejects.toMatchObject({
      code: 'not_found',
      reason: 'tenant_not_found',
    })
    const { customers: crm } = await getTenantSystems('boutique-elegance')
    expect((await crm?.getActivities(customer.id))?.filter(({ type }) => type === 'message_received').map(({ channel }) => channel)).toEqual(['whatsapp', 'sms'])
  })
})

describe('the five scenarios', () => {
  test('1. native: creation, search, notes, tags, segments, figures', async () => {
    const shop = await shops.create()
    const crm = new NativeCRM({ tenantId: shop.slug })
    const marie = await crm.createCustomer({ firstName: 'Marie', lastName: 'Dupont', email: 'marie.dupont@example.fr', phone: '06 39 98 12 34' })
    expect((await crm.getCustomer(marie.id))?.email).toBe('marie.dupont@example.fr')
    expect((await crm.getCustomerByEmail('Marie.Dupont@example.fr'))?.id).toBe(marie.id)
    expect((await crm.getCustomerByPhone('0033639981234'))?.id).toBe(marie.id)
    expect((await crm.searchCustomers('dupont')).map(({ id }) => id)).toEqual([marie.id])
    await crm.addNote(marie.id, 'Préfère les robes bleues', 'Camille')
    expect((await crm.getNotes(marie.id)).map(({ content, createdBy }) => [content, createdBy])).toEqual([['Préfère les robes bleues', 'Camille']])
    expect((await crm.addTags(marie.id, ['vip', 'robe'])).tags).toEqual(['robe', 'vip'])
    expect((await crm.removeTags(marie.id, ['robe'])).tags).toEqual(['vip'])
    expect((await crm.setSegment(marie.id, 'vip')).segment).toBe('vip')
    await recordOrder(shops.useCase(shop), marie.id, { externalId: 'C-1', total: { amount: 8_990, currency: 'EUR' }, placedAt: new Date() })
    await recordOrder(shops.useCase(shop), marie.id, { externalId: 'C-2', total: { amount: 1_010, currency: 'EUR' }, placedAt: new Date() })
    expect(await crm.getStats(marie.id)).toMatchObject({
      totalOrders: 2,
      totalSpent: { amount: 10_000, currency: 'EUR' },
      averageOrderValue: { amount: 5_000, currency: 'EUR' },
    })
    const double = await crm.createCustomer({ firstName: 'Marie', lastName: 'Dupond' })
    expect((await crm.mergeCustomers(marie.id, double.id)).customer.lastName).toBe('Dupont')
    await crm.deleteCustomer(marie.id)
    expect(await crm.getCustomer(marie.id)).toBeNull()
    expect((await crm.listCustomers()).data).toEqual([])
  })

  test('2. factory: every type it offers, aliases, off, unknown', async () => {
    const shop = await shops.create()
    const of = async (type: string, more = {}) =>
      (await IntegrationFactory.createAllSystems({ tenantId: shop.slug, customers: { type, enabled: true, credentials: { tenantId: shop.slug }, ...more } })).customers
    expect(await of('coccinelle-native')).toBeInstanceOf(NativeCRM)
    expect(await of('native')).toBeInstanceOf(NativeCRM)
    expect(await of('mock')).toBeInstanceOf(MockCustomers)
    for (const type of ['coccinelle-native', 'native', 'mock']) {
      const crm = await of(type)
      const made = await crm?.createCustomer({ firstName: type })
      expect((await crm?.getCustomer(made?.id ?? ''))?.firstName).toBe(type)
    }
    expect(await of('native', { enabled: false })).toBeNull()
    expect(await IntegrationFactory.createAllSystems({ tenantId: shop.slug })).toEqual({ customers: null })
    await expect(of('fax')).rejects.toMatchObject({ code: 'unsupported', params: { system: 'fax', available: vendors.map(({ id }) => id).join(', ') } })
    await expect(of('native', { credentials: { tenantId: 'boutique-123' } })).rejects.toMatchObject({
      code: 'invalid',
      issues: [{ path: ['customers', 'credentials', 'tenantId'], reason: 'tenant_differs' }],
    })
  })

  test('2b. a shop’s systems come from its primary connection', async () => {
    const shop = await shops.create()
    expect((await getTenantSystems(shop.id)).customers?.type).toBe('coccinelle-native')
    const connect = (vendor: string, role: string) =>
      shops.backDoor.query(`insert into "CrmConnection" ("tenantId", id, vendor, role) values ($1, $2, $3, $4)`, [shop.id, newId(), vendor, role])
    await connect('fax', 'source')
    expect((await getTenantSystems(shop.slug)).customers?.type).toBe('coccinelle-native')
    await connect('mock', 'primary')
    const { customers } = await getTenantSystems(shop.slug)
    expect(customers).toBeInstanceOf(MockCustomers)
    const made = await customers?.createCustomer({ firstName: 'Kept' })
    expect((await (await getTenantSystems(shop.id)).customers?.getCustomer(made?.id ?? ''))?.firstName).toBe('Kept')
    await shops.backDoor.query(`update "CrmConnection" set vendor = 'fax' where "tenantId" = $1`, [shop.id])
    await expect(getTenantSystems(shop.id)).rejects.toMatchObject({ code: 'unsupported', reason: 'system_unknown' })
  })

  test('3. first contact: an unknown sender becomes a customer with the channel as preference', async () => {
    const { slug } = await shops.create()
    const crm = new NativeCRM({ tenantId: slug })
    expect(await crm.getCustomerByPhone('+33639987777')).toBeNull()
    const julie = await crm.createCustomer({ phone: '+33639987777', preferredChannel: 'sms', tags: ['premier-contact', 'sms'] }, { idempotencyKey: 'sms-1' })
    expect(julie).toMatchObject({ firstName: null, lastName: null, preferredChannel: 'sms', tags: ['premier-contact', 'sms'] })
    expect((await crm.createCustomer({ phone: '+33639987777', preferredChannel: 'sms', tags: ['premier-contact', 'sms'] }, { idempotencyKey: 'sms-1' })).id).toBe(julie.id)
    await expect(crm.createCustomer({ phone: '06 39 98 77 77' })).rejects.toMatchObject({ code: 'conflict', params: { existingId: julie.id } })
  })

  test('4. search and filters: e-mail, phone, tags, segment, and together', async () => {
    const { slug } = await shops.create()
    const crm = new NativeCRM({ tenantId: slug })
    const marie = await crm.createCustomer({ firstName: 'Marie', lastName: 'Martin', email: 'marie@example.fr', phone: '06 39 98 00 01', tags: ['vip', 'robe'], segment: 'vip' })
    const paul = await crm.createCustomer({ firstName: 'Paul', lastName: 'Martin', email: 'paul@example.fr', phone: '06 39 98 00 02', tags: ['robe'], segment: 'prospect' })
    const ids = async (query: Parameters<typeof crm.searchCustomers>[0]) => (await crm.searchCustomers(query)).map(({ id }) => id)
    expect(await ids({ email: 'PAUL@example.fr' })).toEqual([paul.id])
    expect(await ids({ phone: '+33 6 39 98 00 01' })).toEqual([marie.id])
    expect((await ids({ tags: ['robe'] })).sort()).toEqual([marie.id, paul.id].sort())
    expect(await ids({ tags: ['robe', 'vip'] })).toEqual([marie.id])
    expect(await ids({ segment: 'prospect' })).toEqual([paul.id])
    expect(await ids({ query: 'martin', tags: ['robe'], segment: 'vip' })).toEqual([marie.id])
    expect(await ids({ query: 'martni' })).toHaveLength(2)
    expect(await ids({ query: 'martin', limit: 1 })).toHaveLength(1)
  })

  test('5. preferences: channel, language, opt-in and opt-out, each with its line in the ledger', async () => {
    const { slug, id: tenantId } = await shops.create()
    const crm = new NativeCRM({ tenantId: slug })
    const { id } = await crm.createCustomer({ firstName: 'Marie' })
    expect(await crm.getPreferences(id)).toEqual({
      preferredChannel: null,
      language: 'fr',
      optIn: { email: null, sms: null, whatsapp: null, phone: null },
      consents: [],
    })
    await crm.updatePreferences(id, { preferredChannel: 'whatsapp', optIn: { email: true, sms: true, whatsapp: true, phone: false }, source: 'shop-form' })
    const after = await crm.updatePreferences(id, { optIn: { sms: false } })
    expect(after).toMatchObject({ preferredChannel: 'whatsapp', optIn: { email: true, sms: false, whatsapp: true, phone: false } })
    expect((await crm.getCustomer(id))?.preferredChannel).toBe('whatsapp')
    const { rows } = await shops.backDoor.query<{ channel: string; state: string }>(
      `select channel, state from "ConsentEntry" where "tenantId" = $1 and channel = 'sms' order by at, id`,
      [tenantId],
    )
    expect(rows.map(({ state }) => state)).toEqual(['granted', 'denied'])
  })
})
