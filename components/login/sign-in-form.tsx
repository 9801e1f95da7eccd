'use client'
// E-mail and password. A plain form that posts without its script; with it, nothing typed is lost and the error is read out.
import { useTranslations } from 'next-intl'
import { useActionState, useEffect, useRef } from 'react'
import { Field } from '@/components/ui/field'
import { Input } from '@/components/ui/input'
import { Notice } from '@/components/ui/notice'
import { SubmitButton } from '@/components/ui/submit-button'
import { untouched, type SignInState } from './sign-in-state'

type SignInFormProps = {
  action: (before: SignInState, form: FormData) => Promise<SignInState>
  /** Where to go afterwards; a path of ours, checked again by the server. */
  next: string
  sessionEnded: boolean
}

export function SignInForm({ action, next, sessionEnded }: SignInFormProps) {
  const t = useTranslations('auth')
  const [state, submit] = useActionState(action, untouched)
  const password = useRef<HTMLInputElement>(null)
  const issue = (path: string) => state.issues.find((one) => one.path === path)?.message
  useEffect(() => {
    if (state.message !== null && state.email !== '') password.current?.focus()
  }, [state])
  return (
    <form action={submit} className="flex flex-col gap-4">
      {state.message !== null && state.issues.length === 0 && (
        <Notice tone={state.reason === 'sign_in_throttled' ? 'warn' : 'danger'} title={state.message}>
          {state.reason === 'sign_in_throttled' && t('throttledHint')}
        </Notice>
      )}
      {state.message === null && sessionEnded && (
        <Notice tone="info" title={t('sessionEnded')}>
          {t('sessionEndedHint')}
        </Notice>
      )}
      <input type="hidden" name="next" value={next} />
      <Field label={t('email')} error={issue('email')}>
        {(control) => (
          <Input
            {...control}
            key={state.email}
            type="email"
            name="email"
            defaultValue={state.email}
            autoComplete="username"
            autoCapitalize="none"
            spellCheck={false}
            required
            autoFocus={state.email === ''}
          />
        )}
      </Field>
      <Field label={t('password')} error={issue('password')}>
        {(control) => (
          <Input {...control} ref={password} type="password" name="password" autoComplete="current-password" required />
        )}
      </Field>
      <SubmitButton className="w-full">{t('signIn')}</SubmitButton>
    </form>
  )
}
