// The pretended vendors of `npm run sandbox`, on the addresses that the product is told. They keep everything in memory.
import { startHubspotFake } from '@/lib/crm/vendors/hubspot/__fixtures__/hubspot-fake'
import { startSalesforceFake } from '@/lib/crm/vendors/salesforce/__fixtures__/salesforce-fake'
import { startShopifyFake } from '@/lib/crm/vendors/shopify/__fixtures__/shopify-fake'
import { fillWooShop } from '@/lib/crm/vendors/woocommerce/__fixtures__/fill-woo-shop'
import { startWooFake } from '@/lib/crm/vendors/woocommerce/__fixtures__/woocommerce-fake'
import { vendorEnvironment } from '@/lib/shared/env'

const portOf = (vendor: string): number => Number(new URL(vendorEnvironment(vendor).baseUrl ?? 'http://127.0.0.1:0').port)

await startHubspotFake({ port: portOf('hubspot') })
await startSalesforceFake({ port: portOf('salesforce'), isLive: true })
await startShopifyFake({ port: portOf('shopify') })
fillWooShop((await startWooFake({ port: portOf('woocommerce') })).shop)
