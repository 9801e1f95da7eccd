// Gives each document a content security policy with a nonce of its own. Decides nothing about who may see what:
// that lives in the data path, and every page is just as closed without this file.
import { NextResponse, type NextRequest } from 'next/server'
import { contentSecurityPolicy } from '@/lib/server/content-security-policy'
import { env } from '@/lib/shared/env'

export function proxy(request: NextRequest) {
  const nonce = btoa(String.fromCharCode(...crypto.getRandomValues(new Uint8Array(16))))
  const policy = contentSecurityPolicy(nonce, env().NODE_ENV === 'development')
  const headers = new Headers(request.headers)
  // Next.js reads the nonce for its own scripts from here.
  headers.set('content-security-policy', policy)
  // Where to come back to after signing in (lib/server/context.ts).
  headers.set('x-coccinelle-path', request.nextUrl.pathname + request.nextUrl.search)
  const response = NextResponse.next({ request: { headers } })
  response.headers.set('content-security-policy', policy)
  return response
}

export const config = {
  matcher: [{ source: '/((?!api/|_next/static|_next/image|icon.svg|favicon.ico).*)' }],
}
