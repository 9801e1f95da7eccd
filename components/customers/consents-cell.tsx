// What a customer agreed to, one sign a channel in its own place: as it is when agreed, struck out when refused, nothing when
// never asked. In words for who listens.
import { Mail, MailX, MessageCircle, MessageCircleOff, MessageSquare, MessageSquareOff, Phone, PhoneOff } from 'lucide-react'
import { useTranslations } from 'next-intl'
import type { ConsentStates } from '@/lib/customers/customer-store'
import { channelLabel, consentChannels } from './customer-words'

const signs = {
  sms: { granted: MessageSquare, denied: MessageSquareOff },
  whatsapp: { granted: MessageCircle, denied: MessageCircleOff },
  email: { granted: Mail, denied: MailX },
  phone: { granted: Phone, denied: PhoneOff },
} as const

export function ConsentsCell({ consents }: { consents: ConsentStates }) {
  const t = useTranslations('customers')
  const answers = consentChannels.flatMap((channel) => {
    const state = consents[channel]
    return state === undefined ? [] : [`${channelLabel(t, channel)} : ${t(`consent.state.${state}`)}`]
  })
  const words = answers.length === 0 ? t('consent.state.never') : answers.join(', ')
  return (
    <span className="flex gap-2" title={words}>
      <span className="sr-only">{words}</span>
      {consentChannels.map((channel) => {
        const state = consents[channel]
        if (state === undefined) return <span key={channel} className="size-4" />
        const Sign = signs[channel][state]
        return <Sign key={channel} aria-hidden className={state === 'granted' ? 'size-4 text-ok' : 'size-4 text-danger'} />
      })}
    </span>
  )
}
