// Tokens go to Salesforce's hosts and nowhere else.
import { afterEach, describe, expect, test, vi } from 'vitest'
import { SalesforceCustomers } from './adapter'
import { instanceOrigin, isSalesforceUrl, loginOrigin } from './hosts'

afterEach(() => vi.unstubAllEnvs())

const genuine = [
  'https://acme.my.salesforce.com',
  'https://acme.my.salesforce.com/',
  'https://ACME.my.salesforce.com',
  'https://acme--uat.sandbox.my.salesforce.com',
  'https://acme-dev-ed.develop.my.salesforce.com',
  'https://brave-fox-1.scratch.my.salesforce.com',
  'https://curious-otter-2.trailblaze.my.salesforce.com',
  'https://eu31.salesforce.com',
  'https://yourinstance.salesforce.com',
  'https://login.salesforce.com',
  'https://test.salesforce.com',
  'https://agency.my.salesforce.mil',
]

const hostile = [
  ...[
    '',
    ' ',
    'acme',
    'acme.my.salesforce.com',
    'http://acme.my.salesforce.com',
    'ftp://acme.my.salesforce.com',
    'javascript:alert(1)',
    '//acme.my.salesforce.com',
  ],
  ...[
    'https://acme.my.salesforce.com.evil.example',
    'https://evil.example/acme.my.salesforce.com',
    'https://evil.example#.my.salesforce.com',
    'https://evil.example?.salesforce.com',
  ],
  ...[
    'https://acme.my.salesforce.com@evil.example',
    'https://user@acme.my.salesforce.com',
    'https://user:pass@acme.my.salesforce.com',
    'https://evil.example\\.my.salesforce.com',
    'https://evil.example\\@acme.my.salesforce.com',
  ],
  ...[
    'https://acme.my.salesforce.com:444',
    'https://acme.my.salesforce.com:80',
    'https://acme.my.salesforce.com.',
    'https://.my.salesforce.com',
    'https://my.salesforce.com',
    'https://salesforce.com',
    'https://-acme.my.salesforce.com',
    'https://acme-.my.salesforce.com',
  ],
  ...[
    'https://evilsalesforce.com',
    'https://acme.mysalesforce.com',
    'https://acme.my-salesforce.com',
    'https://acme.my.salesforce.co',
    'https://acme.my.salesforce.com.br',
    'https://acme.my.salesforce.net',
    'https://acme.salesforce.mil.example',
  ],
  ...[
    'https://127.0.0.1',
    'https://localhost',
    'https://[::1]',
    'https://169.254.169.254',
    'https://10.0.0.1',
    'https://0x7f000001',
    'https://2130706433',
    'https://metadata.google.internal',
  ],
  ...[
    'https://acme.my.salesforce.com/services',
    'https://acme.my.salesforce.com//evil.example',
    'https://acme.my.salesforce.com/../x',
    'https://acme.my.salesforce.com?x=1',
    'https://acme.my.salesforce.com#x',
    'https://acme.my.salesforce.com;evil.example',
  ],
  ...[
    'https://acme.my.salesforce.com%2eevil.example',
    'https://acme%2emy.salesforce.com',
    'https://evil.example%00.my.salesforce.com',
    'https://acme.my.salesforce.com\t.evil.example',
    'ht\ntps://acme.my.salesforce.com',
    'https:/acme.my.salesforce.com',
    'https:acme.my.salesforce.com',
  ],
  ...[
    'https://аcme.my.salesforce.com',
    'https://acme.my.ѕalesforce.com',
    'https://acme.my.salesforce.com．evil.example',
    'https://acme.my.salesforce。com',
    'https://ａcme.my.salesforce.com',
    'https://xn--cme-7cd.my.salesforce.com.evil.example',
    'https://xn--cme-7cd.my.salesforce.com',
  ],
  ...[
    'https://a.b.c.my.salesforce.com',
    'https://evil.example.my.salesforce.com',
    'https://acme.evil.my.salesforce.com',
    'https://www.salesforce.com',
    'https://help.salesforce.com',
    'https://trust.salesforce.com',
    'https://click.salesforce.com',
    'https://a_b.my.salesforce.com',
    'https://acme.lightning.force.com',
    'https://acme.my.site.com',
    `https://${'a'.repeat(64)}.my.salesforce.com`,
  ],
]

const repaired = ['https://acme.my.salesforce.com']

describe('an instance', () => {
  test('is one of Salesforce’s', () => {
    for (const text of genuine) expect(instanceOrigin(text), text).toBe(new URL(text).origin)
  })

  test(`and ${hostile.length} others are refused`, () => {
    expect(hostile.length).toBeGreaterThanOrEqual(60)
    for (const text of hostile) {
      expect(instanceOrigin(text), text).toBeNull()
      expect(() => new SalesforceCustomers({ instanceUrl: text, accessToken: 'x' }), text).toThrow()
    }
    // A URL parser repairs some into an address of Salesforce's; all others are refused at the moment of sending, too.
    const elsewhere = hostile.filter((text) => URL.canParse(text) && !repaired.includes(new URL(text).origin))
    expect(elsewhere.length).toBeGreaterThanOrEqual(50)
    for (const text of elsewhere) expect(isSalesforceUrl(new URL(text)), text).toBe(false)
    for (const text of ['https://user@acme.my.salesforce.com', 'https://user:pass@acme.my.salesforce.com'])
      expect(isSalesforceUrl(new URL(text)), text).toBe(false)
  })

  test('or the operator’s own', () => {
    vi.stubEnv('SALESFORCE_BASE_URL', 'http://127.0.0.1:4020')
    expect(instanceOrigin('http://127.0.0.1:4020')).toBe('http://127.0.0.1:4020')
    for (const text of ['http://127.0.0.1:4021', 'https://127.0.0.1:4020', 'http://localhost:4020', 'http://x@127.0.0.1:4020'])
      expect(instanceOrigin(text), text).toBeNull()
  })
})

describe('a login host', () => {
  test('is the common one, the test one, or the org’s own', () => {
    expect(loginOrigin(undefined)).toBe('https://login.salesforce.com')
    expect(loginOrigin(' ')).toBe('https://login.salesforce.com')
    expect(loginOrigin('Test.Salesforce.com')).toBe('https://test.salesforce.com')
    expect(loginOrigin('https://acme--uat.sandbox.my.salesforce.com/')).toBe('https://acme--uat.sandbox.my.salesforce.com')
    for (const text of [
      'evil.example',
      'login.salesforce.com.evil.example',
      'login.salesforce.com@evil.example',
      'http://login.salesforce.com',
      'login.salesforce.com/x',
    ])
      expect(() => loginOrigin(text), text).toThrow(
        expect.objectContaining({ code: 'invalid', issues: [{ path: ['loginHost'], reason: 'host' }] }),
      )
  })
})
