// Which shop is meant, and that nothing else passes for one.
import { afterEach, describe, expect, test, vi } from 'vitest'
import { isAnyShopUrl, isShopUrl, needShopDomain, shopDomain, shopUrl } from './shop-address'

afterEach(() => void vi.unstubAllEnvs())

test.each([
  ['maboutique', 'maboutique.myshopify.com'],
  ['  MaBoutique.myshopify.com ', 'maboutique.myshopify.com'],
  ['https://maboutique.myshopify.com', 'maboutique.myshopify.com'],
  ['https://maboutique.myshopify.com/', 'maboutique.myshopify.com'],
  ['https://maboutique.myshopify.com/admin/customers?x=1', 'maboutique.myshopify.com'],
  ['admin.shopify.com/store/maboutique', 'maboutique.myshopify.com'],
  ['https://admin.shopify.com/store/ma-boutique-2/settings', 'ma-boutique-2.myshopify.com'],
])('%s is a shop', (typed, domain) => {
  expect(shopDomain(typed)).toBe(domain)
})

const hostile = [
  '',
  ' ',
  'maboutique.fr',
  'www.maboutique.fr',
  'maboutique.myshopify.com.evil.example',
  'evil.example/maboutique.myshopify.com',
  'evil.example#.myshopify.com',
  'evil.example?.myshopify.com',
  'evil.example\\.myshopify.com',
  'user@maboutique.myshopify.com',
  'maboutique.myshopify.com@evil.example',
  'maboutique.myshopify.com:8443',
  'http://maboutique.myshopify.com',
  'ftp://maboutique.myshopify.com',
  '//maboutique.myshopify.com',
  'https://https://maboutique.myshopify.com',
  'a.b.myshopify.com',
  '.myshopify.com',
  '-boutique.myshopify.com',
  'myshopify.com',
  'maboutique.myshopify.com.',
  'maboutique.myshopify.com/../evil',
  'maboutique.myshopify.com/evil',
  'maboutique%2emyshopify.com',
  'maboutique。myshopify.com',
  'mаboutique.myshopify.com',
  'maboutique\n.myshopify.com',
  'maboutique .myshopify.com',
  'javascript:alert(1)',
  '127.0.0.1',
  'localhost.',
  '[::1]',
  'http://169.254.169.254',
  'admin.shopify.com/store/',
  'admin.shopify.com/store/a.b',
  'admin.shopify.com.evil.example/store/maboutique',
  'https://evil.example/store/maboutique',
  `${'a'.repeat(64)}.myshopify.com`,
  'a'.repeat(400),
]

/** Ways to write an address that is this machine's, its network's or the cloud's own. */
const inside = [
  '127.0.0.1',
  '127.1',
  '0.0.0.0',
  '2130706433',
  '0x7f000001',
  '017700000001',
  '10.0.0.1',
  '172.16.0.1',
  '192.168.1.1',
  '169.254.169.254',
  '[::1]',
  '[::ffff:127.0.0.1]',
  '[fd00::1]',
  '[fe80::1%25eth0]',
  'localhost',
  'metadata.google.internal',
]
const disguised = inside.flatMap((host) => [
  `http://${host}`,
  `https://${host}/admin`,
  `${host}/x.myshopify.com`,
  `${host}#.myshopify.com`,
  `x.myshopify.com@${host}`,
])

describe('what is no shop', () => {
  test('more than a hundred ways', () => {
    expect(new Set([...hostile, ...disguised]).size).toBeGreaterThan(100)
  })

  test.each([...hostile, ...disguised])('%j is refused', (typed) => {
    expect(shopDomain(typed)).toBeNull()
    expect(() => needShopDomain(typed)).toThrow(expect.objectContaining({ code: 'invalid', reason: 'shop_address' }))
  })
})

test('a token goes to its own shop, by https, and nowhere else', () => {
  const shop = 'maboutique.myshopify.com'
  expect(isShopUrl(shop, new URL(`${shopUrl(shop)}/admin/api/x`))).toBe(true)
  for (const address of [
    'http://maboutique.myshopify.com/admin',
    'https://other.myshopify.com/admin',
    'https://maboutique.myshopify.com.evil.example/admin',
    'https://maboutique.myshopify.com:8443/admin',
    'https://user@maboutique.myshopify.com/admin',
    'https://evil.example/maboutique.myshopify.com/admin',
  ])
    expect(isShopUrl(shop, new URL(address)), address).toBe(false)
  expect(isAnyShopUrl(new URL('https://other.myshopify.com/admin'))).toBe(true)
  expect(isAnyShopUrl(new URL('https://evil.example/x.myshopify.com'))).toBe(false)
})

test('on the operator’s own server each shop has its part, and cannot leave it', () => {
  vi.stubEnv('SHOPIFY_BASE_URL', 'http://127.0.0.1:4000')
  const shop = 'maboutique.myshopify.com'
  expect(shopUrl(shop)).toBe('http://127.0.0.1:4000/maboutique.myshopify.com')
  expect(isShopUrl(shop, new URL(`${shopUrl(shop)}/admin`))).toBe(true)
  for (const address of [
    `${shopUrl(shop)}/../other.myshopify.com/admin`,
    'http://127.0.0.1:4000/admin',
    'http://127.0.0.1:4001/maboutique.myshopify.com/',
    'https://maboutique.myshopify.com/admin',
  ])
    expect(isShopUrl(shop, new URL(address)), address).toBe(false)
})
