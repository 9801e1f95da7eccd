// A vendor that exists in tests only: its OAuth as data, and a token server on loopback that rotates refresh tokens and ends
// the whole grant when an old one comes back, as RFC 9700 advises.
import { createHash, randomBytes } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { z } from 'zod'
import type { OAuthProvider } from '@/lib/crm/oauth-provider'

const answerSchema = z.object({ account: z.string().optional(), scope: z.string().optional() })

export const toyProvider: OAuthProvider = {
  endpoints: ({ host }, baseUrl) => ({
    authorize: new URL('/authorize', baseUrl ?? `https://${host ?? 'login.toy.example'}`),
    token: new URL('/token', baseUrl ?? `https://${host ?? 'login.toy.example'}`),
    revoke: new URL('/revoke', baseUrl ?? `https://${host ?? 'login.toy.example'}`),
  }),
  scopes: { needed: ['contacts'], optional: ['notes'] },
  authorizeParameters: ({ needed, optional }) => ({ scope: [...needed, ...optional].join(' '), prompt: 'consent' }),
  pkce: true,
  account: (answer) => {
    const { account, scope } = answerSchema.parse(answer)
    return Promise.resolve({
      accountId: account ?? 'toy-1',
      accountLabel: account === undefined ? null : `Toy ${account}`,
      apiUrl: null,
      scopes: scope?.split(' ') ?? null,
    })
  },
  revocation: (token, kind) => ({ token, token_type_hint: kind }),
  isFinal: (error) => ['invalid_grant', 'BAD_REFRESH_TOKEN'].includes(error),
}

interface Grant {
  account: string
  refresh: string
  accesses: Map<string, number>
  alive: boolean
}

export interface ToyVendor {
  origin: string
  client: { vendor: string; clientId: string; clientSecret: string; baseUrl: string }
  /** Milliseconds that access tokens live; null: the answer does not say, and they live on. */
  life: number | null
  /** Called before an exchange has any effect; what it answers is sent instead. */
  fault:
    | ((form: URLSearchParams) => { status: number; body?: string; headers?: Record<string, string> } | 'drop' | 'hang' | null)
    | null
  /** Exchanges that were granted, by the refresh token given. */
  granted: Map<string, number>
  /** Grants ended because an old refresh token came back. */
  killed: number
  revoked: string[]
  forms: URLSearchParams[]
  calls: number
  /** A grant from before, without a consent page. */
  startGrant(account?: string): { access: string; refresh: string }
  /** A code as the consent page of an address gives it. */
  consent(address: URL, account?: string): string
  /** Ends every access token now. */
  expireAll(): void
  /** Ends every grant for good, as when the app is removed over there. */
  endAll(): void
  close(): Promise<void>
}

const secret = (): string => randomBytes(24).toString('base64url')

export async function startToyVendor(): Promise<ToyVendor> {
  const grants: Grant[] = []
  const retired = new Map<string, Grant>()
  const codes = new Map<string, { account: string; challenge: string | null; redirectUri: string | null }>()
  const hanging = new Set<ServerResponse>()

  const issue = (grant: Grant) => {
    const access = secret()
    grant.accesses.set(access, toy.life === null ? Infinity : Date.now() + toy.life)
    return {
      token_type: 'Bearer',
      access_token: access,
      refresh_token: grant.refresh,
      account: grant.account,
      scope: 'contacts notes',
      ...(toy.life === null ? {} : { expires_in: toy.life / 1000 }),
    }
  }
  const open = (account: string): Grant => {
    const grant: Grant = { account, refresh: secret(), accesses: new Map(), alive: true }
    grants.push(grant)
    return grant
  }
  const refused = (error: string): [number, object] => [400, { error, error_description: 'no' }]

  function token(form: URLSearchParams): [number, object] {
    if (form.get('client_id') !== toy.client.clientId || form.get('client_secret') !== toy.client.clientSecret)
      return [401, { error: 'invalid_client' }]
    if (form.get('grant_type') === 'authorization_code') {
      const code = codes.get(form.get('code') ?? '')
      codes.delete(form.get('code') ?? '')
      const challenge = createHash('sha256')
        .update(form.get('code_verifier') ?? '')
        .digest('base64url')
      if (code === undefined || code.challenge !== challenge || code.redirectUri !== form.get('redirect_uri'))
        return refused('invalid_grant')
      return [200, issue(open(code.account))]
    }
    const given = form.get('refresh_token') ?? ''
    const replayed = retired.get(given)
    if (replayed !== undefined) {
      if (replayed.alive) toy.killed++
      replayed.alive = false
      return refused('invalid_grant')
    }
    const grant = grants.find(({ refresh, alive }) => alive && refresh === given)
    if (grant === undefined) return refused('invalid_grant')
    toy.granted.set(given, (toy.granted.get(given) ?? 0) + 1)
    retired.set(given, grant)
    grant.refresh = secret()
    grant.accesses.clear()
    return [200, issue(grant)]
  }

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk)
    const form = new URLSearchParams(Buffer.concat(chunks).toString())
    const send = (status: number, body: object | string, headers: Record<string, string> = {}) =>
      response
        .writeHead(status, { 'content-type': 'application/json;charset=UTF-8', ...headers })
        .end(typeof body === 'string' ? body : JSON.stringify(body))
    if (request.url === '/token') {
      toy.forms.push(form)
      const fault = toy.fault?.(form) ?? null
      if (fault === 'drop') return void request.socket.destroy()
      if (fault === 'hang') return void hanging.add(response)
      if (fault !== null) return void send(fault.status, fault.body ?? '', fault.headers)
      return void send(...token(form))
    }
    if (request.url === '/revoke') {
      const given = form.get('token') ?? ''
      const grant = grants.find(({ refresh, accesses }) => refresh === given || accesses.has(given))
      if (grant !== undefined) grant.alive = false
      toy.revoked.push(given)
      return void send(grant === undefined ? 400 : 200, '')
    }
    toy.calls++
    const bearer = request.headers.authorization?.replace('Bearer ', '') ?? ''
    const grant = grants.find(({ alive, accesses }) => alive && (accesses.get(bearer) ?? 0) > Date.now())
    send(grant === undefined ? 401 : 200, { account: grant?.account ?? null })
  }

  const server = createServer((request, response) => void answer(request, response).catch(() => response.destroy()))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const bound = server.address()
  const origin = `http://127.0.0.1:${typeof bound === 'object' && bound !== null ? bound.port : 0}`
  const toy: ToyVendor = {
    origin,
    client: { vendor: 'toy', clientId: 'toy-client', clientSecret: 'canary-toy-client-secret', baseUrl: origin },
    life: null,
    fault: null,
    granted: new Map(),
    killed: 0,
    revoked: [],
    forms: [],
    calls: 0,
    startGrant: (account = 'toy-1') => {
      const grant = open(account)
      return { access: issue(grant).access_token, refresh: grant.refresh }
    },
    consent: (address, account = 'toy-1') => {
      const code = secret()
      const { searchParams } = address
      codes.set(code, { account, challenge: searchParams.get('code_challenge'), redirectUri: searchParams.get('redirect_uri') })
      return code
    },
    expireAll: () => {
      for (const { accesses } of grants) accesses.clear()
    },
    endAll: () => {
      for (const grant of grants) grant.alive = false
    },
    close: async () => {
      for (const response of hanging) response.destroy()
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
  return toy
}
