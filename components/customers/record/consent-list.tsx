'use client'
// What the customer agreed to, channel by channel. An agreement is noted with where it was given; a refusal at once.
import { useTranslations } from 'next-intl'
import { useState, useTransition } from 'react'
import { saveConsent } from '@/app/dashboard/customers/actions'
import { Button } from '@/components/ui/button'
import { Field } from '@/components/ui/field'
import { Input } from '@/components/ui/input'
import { RelativeTime } from '@/components/ui/relative-time'
import { Select } from '@/components/ui/select'
import { Status } from '@/components/ui/status'
import { toast } from '@/components/ui/toast'
import type { ContactChannel } from '@/lib/customers/customer'
import { ChannelIcon } from '../channel-icon'
import { channelLabel } from '../customer-words'
import { sourceLabel, staffSources } from './consent-words'

export interface ConsentLine {
  channel: ContactChannel
  /** null: never asked. */
  granted: boolean | null
  source: string | null
  proof: string | null
  at: string | null
}

type ConsentListProps = { customerId: string; lines: ConsentLine[]; timeZone: string; mayEdit: boolean }

const tones = { granted: 'ok', denied: 'danger', never: 'neutral' } as const

export function ConsentList({ customerId, lines, timeZone, mayEdit }: ConsentListProps) {
  const t = useTranslations('customers')
  const [asking, setAsking] = useState<ContactChannel | null>(null)
  const [pending, start] = useTransition()
  const send = (channel: ContactChannel, granted: boolean, more: { source?: string; proof?: string }) => {
    start(async () => {
      const result = await saveConsent({ id: customerId, optIn: { [channel]: granted }, ...more }).catch(() => null)
      if (result?.ok === true) return setAsking(null)
      toast({ tone: 'danger', title: result?.issues[0]?.message ?? result?.message ?? t('record.unreachable') })
    })
  }
  return (
    <ul className="divide-y divide-line">
      {lines.map(({ channel, granted, source, proof, at }) => {
        const state = granted === null ? 'never' : granted ? 'granted' : 'denied'
        const name = channelLabel(t, channel)
        return (
          <li key={channel} className="flex flex-col py-2 first:pt-0 last:pb-0">
            <div className="flex flex-wrap items-center justify-between gap-x-2">
              <span className="flex items-center gap-2">
                <ChannelIcon channel={channel} />
                {name}
              </span>
              <Status tone={tones[state]}>{t(`consent.state.${state}`)}</Status>
            </div>
            <div className="flex flex-wrap items-center justify-between gap-x-2">
              {at === null || source === null ? (
                <span />
              ) : (
                <p className="text-xs text-muted" title={proof ?? undefined}>
                  {sourceLabel(t, source)}, <RelativeTime value={at} timeZone={timeZone} />
                </p>
              )}
              {mayEdit && asking !== channel && (
                <div className="-mr-2 flex flex-wrap">
                  {granted !== true && (
                    <Button
                      variant="ghost"
                      className="px-2! text-xs! text-muted"
                      aria-label={t('consent.grantFor', { channel: name })}
                      onClick={() => setAsking(channel)}
                    >
                      {t('consent.grant')}
                    </Button>
                  )}
                  {granted !== false && (
                    <Button
                      variant="ghost"
                      className="px-2! text-xs! text-muted"
                      aria-label={t('consent.denyFor', { channel: name })}
                      disabled={pending}
                      onClick={() => send(channel, false, {})}
                    >
                      {t('consent.deny')}
                    </Button>
                  )}
                </div>
              )}
            </div>
            {asking === channel && (
              <GrantForm
                pending={pending}
                label={t('consent.grantFor', { channel: name })}
                onCancel={() => setAsking(null)}
                onGrant={(given) => send(channel, true, given)}
              />
            )}
          </li>
        )
      })}
    </ul>
  )
}

type GrantFormProps = {
  label: string
  pending: boolean
  onGrant: (given: { source: string; proof?: string }) => void
  onCancel: () => void
}

function GrantForm({ label, pending, onGrant, onCancel }: GrantFormProps) {
  const t = useTranslations('customers')
  const [source, setSource] = useState('')
  const [proof, setProof] = useState('')
  return (
    <form
      aria-label={label}
      className="flex flex-col gap-3 rounded bg-sunken p-3"
      onSubmit={(event) => {
        event.preventDefault()
        onGrant({ source, ...(proof.trim() === '' ? {} : { proof: proof.trim() }) })
      }}
      onKeyDown={(event) => {
        if (event.key !== 'Escape') return
        event.stopPropagation()
        onCancel()
      }}
    >
      <Field label={t('consent.where')} required>
        {(control) => (
          <Select
            {...control}
            autoFocus
            value={source}
            placeholder={t('consent.choose')}
            options={staffSources.map((value) => ({ value, label: sourceLabel(t, value) }))}
            onChange={(event) => setSource(event.target.value)}
          />
        )}
      </Field>
      <Field label={t('consent.proof')} optional hint={t('consent.proofHint')}>
        {(control) => <Input {...control} value={proof} maxLength={500} onChange={(event) => setProof(event.target.value)} />}
      </Field>
      <div className="flex flex-wrap gap-2">
        <Button type="submit" loading={pending}>
          {t('consent.grant')}
        </Button>
        <Button variant="ghost" onClick={onCancel}>
          {t('record.cancel')}
        </Button>
      </div>
    </form>
  )
}
