import { describe, expect, it } from 'vitest'
import { contentSecurityPolicy } from './content-security-policy'

const directive = (policy: string, name: string) =>
  policy
    .split('; ')
    .find((one) => one.startsWith(`${name} `))
    ?.slice(name.length + 1)

describe('the content security policy', () => {
  const policy = contentSecurityPolicy('abc123', false)

  it('runs our scripts by nonce and nothing inline', () => {
    expect(directive(policy, 'script-src')).toBe("'self' 'nonce-abc123' 'strict-dynamic'")
  })

  it('lets no page frame us, and no base or plugin in', () => {
    expect(directive(policy, 'frame-ancestors')).toBe("'none'")
    expect(directive(policy, 'base-uri')).toBe("'none'")
    expect(directive(policy, 'object-src')).toBe("'none'")
  })

  it('allows eval in development only', () => {
    expect(directive(contentSecurityPolicy('abc123', true), 'script-src')).toContain("'unsafe-eval'")
  })
})
