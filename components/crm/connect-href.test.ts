import { describe, expect, it } from 'vitest'
import { connectHref, fieldsOf, type ConnectField } from './connect-href'

describe('connectHref', () => {
  it('names the role, and the connection when it is renewed', () => {
    expect(connectHref({ vendor: 'one', role: 'primary' })).toBe('/auth/one/connect?role=primary')
    expect(connectHref({ vendor: 'one', role: 'source', connection: 'c1' })).toBe('/auth/one/connect?role=source&connection=c1')
  })

  it('sends what was typed as it is, and leaves out what was not', () => {
    const href = connectHref({ vendor: 'one', role: 'primary', answers: { host: ' a&role=source ', empty: '  ' } })
    const url = new URL(href, 'https://hub.example')
    expect(Object.fromEntries(url.searchParams)).toEqual({ role: 'primary', host: 'a&role=source' })
  })

  it('stays on its path whatever the vendor is called', () => {
    expect(connectHref({ vendor: '../..//evil.example', role: 'primary' })).toMatch(/^\/auth\/[^/]+\/connect\?/)
  })
})

describe('fieldsOf', () => {
  const field = (name: string, way: ConnectField['way']): ConnectField => ({
    name,
    way,
    kind: 'text',
    required: true,
    label: name,
    hint: null,
  })

  it('keeps what every way asks for and what this one does', () => {
    const fields = [field('both', null), field('token', 'token'), field('host', 'oauth2')]
    expect(fieldsOf(fields, 'oauth2').map(({ name }) => name)).toEqual(['both', 'host'])
    expect(fieldsOf(fields, 'token').map(({ name }) => name)).toEqual(['both', 'token'])
  })
})
