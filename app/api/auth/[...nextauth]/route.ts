// next-auth's own addresses.
import NextAuth from 'next-auth'
import { authOptions } from '@/lib/auth/options'

async function handler(request: Request, context: { params: Promise<{ nextauth: string[] }> }): Promise<Response> {
  const answer: unknown = await NextAuth(authOptions())(request, context)
  if (!(answer instanceof Response)) throw new Error('next-auth gave no response')
  return answer
}

export { handler as GET, handler as POST }
