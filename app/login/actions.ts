'use server'
// The sign-in form, with or without its script: what was typed comes back when it is refused, the password never.
import { redirect } from 'next/navigation'
import type { SignInState } from '@/components/login/sign-in-state'
import { signIn } from '@/lib/auth/account-actions'

const text = (form: FormData, name: string): string => {
  const value = form.get(name)
  return typeof value === 'string' ? value : ''
}

export async function submitSignIn(_before: SignInState, form: FormData): Promise<SignInState> {
  const email = text(form, 'email')
  const result = await signIn({ email, password: text(form, 'password'), next: text(form, 'next') })
  if (result.ok) redirect(result.data.next)
  return { email, message: result.message, reason: result.reason, issues: result.issues }
}
