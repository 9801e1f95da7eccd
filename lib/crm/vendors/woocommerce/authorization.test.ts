// How the keys are shown: the published example of RFC 5849's base string, and what WooCommerce makes of ours.
import { createHmac } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { basicHeader, oauthHeader, signature } from './authorization'

describe('Basic', () => {
  test('is the pair as it stands', () => {
    const header = basicHeader('ck_a:cs_b')
    expect(Buffer.from(header.replace('Basic ', ''), 'base64').toString()).toBe('ck_a:cs_b')
  })
})

describe('a signature', () => {
  test('is over the method, the address without its query, and every parameter in order, each escaped twice', () => {
    const url = new URL('http://shop.example/wp-json/wc/v3/customers?search=é+*&role=all')
    const given = [...url.searchParams, ['oauth_nonce', 'n'], ['oauth_timestamp', '1']] as [string, string][]
    const base =
      'GET&http%3A%2F%2Fshop.example%2Fwp-json%2Fwc%2Fv3%2Fcustomers&' +
      'oauth_nonce%3Dn%26oauth_timestamp%3D1%26role%3Dall%26search%3D%25C3%25A9%2520%252A'
    expect(signature('cs_b', 'GET', url, given)).toBe(createHmac('sha256', 'cs_b&').update(base).digest('base64'))
  })

  test('is new each time, and holds no secret', () => {
    const attempt = { method: 'GET', url: new URL('http://shop.example/wp-json/wc/v3/customers') }
    const [one, other] = [oauthHeader('ck_a:cs_secret', attempt), oauthHeader('ck_a:cs_secret', attempt)]
    expect(one).toMatch(/^OAuth oauth_consumer_key="ck_a", oauth_nonce="[0-9a-f]{32}", /)
    expect(one).not.toBe(other)
    expect(one).not.toContain('cs_secret')
    expect(oauthHeader('ck_a:cs_secret', attempt, { nonce: 'n', at: 1 })).toBe(
      oauthHeader('ck_a:cs_secret', attempt, { nonce: 'n', at: 1 }),
    )
    expect(oauthHeader('ck_a:cs_other', attempt, { nonce: 'n', at: 1 })).not.toBe(
      oauthHeader('ck_a:cs_secret', attempt, { nonce: 'n', at: 1 }),
    )
  })
})
