'use client'
// The form for a new customer: phone or e-mail first, the rest can wait. ⌘Enter saves; a refusal keeps everything and goes to the first field.
import { useLocale, useTranslations } from 'next-intl'
import { type KeyboardEvent, startTransition, useActionState, useEffect, useId, useRef, useState } from 'react'
import { ShortcutKeys } from '@/components/keys/shortcut-keys'
import { ariaKeys, isPressed } from '@/components/keys/shortcuts'
import { isApple, useShortcuts } from '@/components/keys/use-shortcuts'
import { Button } from '@/components/ui/button'
import { ButtonLink } from '@/components/ui/button-link'
import { Card } from '@/components/ui/card'
import { Field } from '@/components/ui/field'
import { Input } from '@/components/ui/input'
import { Select } from '@/components/ui/select'
import { fetchChoices, noChoices } from '../choices'
import { channelLabel, consentChannels, knownSegments, languageLabel, segmentLabel } from '../customer-words'
import { languages } from '../languages'
import { listPath } from '../list-url'
import { FormTrouble } from './form-trouble'
import { KnownCustomers } from './known-customers'
import type { NewCustomerState, NewCustomerValues } from './new-customer-state'

type NewCustomerFormProps = {
  action: (before: NewCustomerState, form: FormData) => Promise<NewCustomerState>
  values: NewCustomerValues
  /** One form, one customer, however often it is sent. */
  formKey: string
}

export function NewCustomerForm({ action, values, formKey }: NewCustomerFormProps) {
  const t = useTranslations('customers')
  const locale = useLocale()
  const [state, submit, pending] = useActionState(action, { values, message: null, issues: [], existing: null })
  const [phone, setPhone] = useState(values.phone)
  const [email, setEmail] = useState(values.email)
  const [choices, setChoices] = useState(noChoices)
  const form = useRef<HTMLFormElement>(null)
  const tags = useId()
  const issue = (path: string) => state.issues.find((one) => one.path.split('.')[0] === path)?.message
  useEffect(() => {
    if (state.issues.length > 0) form.current?.querySelector<HTMLElement>('[aria-invalid]')?.focus()
  }, [state])
  useShortcuts({ save: null })
  const onKeyDown = (event: KeyboardEvent) => {
    if (!isPressed('save', event, isApple()) || pending) return
    event.preventDefault()
    form.current?.requestSubmit()
  }
  return (
    <form
      ref={form}
      action={submit}
      aria-label={t('create.title')}
      noValidate
      className="flex flex-col gap-4"
      onKeyDown={onKeyDown}
      // Sent by hand: React empties a form after its action, and nothing typed may be lost.
      onSubmit={(event) => {
        event.preventDefault()
        const data = new FormData(event.currentTarget)
        startTransition(() => {
          submit(data)
        })
      }}
    >
      <input type="hidden" name="key" value={formKey} />
      <FormTrouble state={state} />
      <Card title={t('create.contact')}>
        <div className="grid gap-4 sm:grid-cols-2">
          <Field label={t('record.phone')} hint={t('create.phoneHint')} error={issue('phone')}>
            {(control) => (
              <Input
                {...control}
                name="phone"
                type="tel"
                inputMode="tel"
                autoComplete="off"
                autoFocus
                defaultValue={state.values.phone}
                onChange={(event) => setPhone(event.target.value)}
              />
            )}
          </Field>
          <Field label={t('record.email')} error={issue('email')}>
            {(control) => (
              <Input
                {...control}
                name="email"
                type="email"
                inputMode="email"
                autoComplete="off"
                autoCapitalize="none"
                spellCheck={false}
                defaultValue={state.values.email}
                onChange={(event) => setEmail(event.target.value)}
              />
            )}
          </Field>
        </div>
        {state.existing === null && <KnownCustomers phone={phone} email={email} />}
      </Card>
      <Card title={t('create.about')}>
        <div className="grid gap-4 sm:grid-cols-2">
          <Field label={t('create.firstName')} optional error={issue('firstName')}>
            {(control) => <Input {...control} name="firstName" autoComplete="off" defaultValue={state.values.firstName} />}
          </Field>
          <Field label={t('create.lastName')} optional error={issue('lastName')}>
            {(control) => <Input {...control} name="lastName" autoComplete="off" defaultValue={state.values.lastName} />}
          </Field>
          <Field label={t('create.language')} error={issue('language')}>
            {(control) => (
              <Select
                {...control}
                name="language"
                defaultValue={state.values.language}
                options={languages.map((value) => ({ value, label: languageLabel(value, locale) }))}
              />
            )}
          </Field>
          <Field label={t('create.channel')} error={issue('preferredChannel')}>
            {(control) => (
              <Select
                {...control}
                name="preferredChannel"
                defaultValue={state.values.preferredChannel}
                placeholder={t('record.noPreference')}
                options={consentChannels.map((value) => ({ value, label: channelLabel(t, value) }))}
              />
            )}
          </Field>
        </div>
      </Card>
      <Card title={t('create.organise')}>
        <div className="grid gap-4 sm:grid-cols-2">
          <Field label={t('create.segment')} error={issue('segment')}>
            {(control) => (
              <Select
                {...control}
                name="segment"
                defaultValue={state.values.segment}
                placeholder={t('record.noSegment')}
                options={[...new Set([...knownSegments, ...choices.segments])].map((value) => ({
                  value,
                  label: segmentLabel(t, value),
                }))}
                onFocus={() => {
                  if (choices === noChoices) void fetchChoices().then(setChoices)
                }}
              />
            )}
          </Field>
          <Field label={t('create.tags')} optional hint={t('create.tagsHint')} error={issue('tags')}>
            {(control) => (
              <Input
                {...control}
                name="tags"
                autoComplete="off"
                list={tags}
                defaultValue={state.values.tags}
                onFocus={() => {
                  if (choices === noChoices) void fetchChoices().then(setChoices)
                }}
              />
            )}
          </Field>
          <datalist id={tags}>
            {choices.tags.map(({ name }) => (
              <option key={name} value={name} />
            ))}
          </datalist>
        </div>
      </Card>
      <div className="flex items-center justify-end gap-2">
        <ButtonLink href={listPath} variant="ghost">
          {t('create.cancel')}
        </ButtonLink>
        <Button type="submit" variant="primary" loading={pending} aria-keyshortcuts={ariaKeys('save')}>
          {t('create.save')}
          <ShortcutKeys id="save" />
        </Button>
      </div>
    </form>
  )
}
