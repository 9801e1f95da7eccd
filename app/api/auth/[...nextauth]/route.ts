// next-auth's own addresses.
import type { NextRequest } from 'next/server'
import NextAuth from 'next-auth'
import { authOptions } from '@/lib/auth/options'

async function handler(request: NextRequest, context: { params: Promise<{ nextauth: string[] }> }): Promise<Response> {
  const { nextauth } = await context.params
  const answer: unknown = await NextAuth(request, { params: { nextauth } }, authOptions())
  if (answer instanceof Response) return answer
  throw new TypeError('next-auth gave no response')
}

export { handler as GET, handler as POST }
