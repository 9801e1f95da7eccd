// A bad environment stops the start and names what is wrong.
import { describe, expect, it } from 'vitest'
import { consentVariables, parseEnvironment, vendorEnvironment } from './env'

const good = { APP_DATABASE_URL: 'postgresql://app@127.0.0.1:5432/coccinelle', APP_SECRET: 'x'.repeat(32) }

describe('parseEnvironment', () => {
  it('fills in what may be left out', () => {
    expect(parseEnvironment(good)).toMatchObject({
      LOG_LEVEL: 'info',
      APP_URL: 'http://localhost:3000',
      DATABASE_POOL_SIZE: 10,
      APP_SECRET_PREVIOUS: [],
    })
  })
  it('takes the slash off the address and an empty value for none', () => {
    expect(parseEnvironment({ ...good, APP_URL: 'https://hub.example.org/', LOG_LEVEL: '' })).toMatchObject({
      APP_URL: 'https://hub.example.org',
      LOG_LEVEL: 'info',
    })
  })
  it.each([
    ['APP_DATABASE_URL', 'mysql://x'],
    ['APP_SECRET', 'short'],
    ['APP_URL', 'ftp://hub'],
    ['DATABASE_POOL_SIZE', 'many'],
    ['LOG_LEVEL', 'loud'],
    ['METRICS_TOKEN', 'short'],
    ['SMTP_URL', 'https://mail.example'],
    ['MAIL_FROM', 'nobody'],
    ['MAIL_FROM', 'A <a@example.org>\r\nBcc: b@example.org'],
  ])('names %s', (name, value) => expect(() => parseEnvironment({ ...good, [name]: value })).toThrow(name))
  it('names every bad variable at once and shows no value', () => {
    const attempt = () => parseEnvironment({ APP_DATABASE_URL: 'mysql://user:hunter2@x', APP_SECRET: 'hunter3' })
    expect(attempt).toThrow(/APP_DATABASE_URL[\s\S]*APP_SECRET/)
    expect(attempt).not.toThrow(/hunter/)
  })
})

describe('a vendor’s variables', () => {
  it('are named as they are read', () => {
    const [id, secret] = consentVariables('my-vendor')
    expect([id, secret]).toEqual(['MY_VENDOR_CLIENT_ID', 'MY_VENDOR_CLIENT_SECRET'])
    const read = vendorEnvironment('my-vendor', { [id ?? '']: ' given ', [secret ?? '']: 'kept' })
    expect(read).toMatchObject({ clientId: 'given', clientSecret: 'kept' })
  })
})
