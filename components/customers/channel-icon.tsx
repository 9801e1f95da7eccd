// The sign of a channel; the word stands beside it.
import { Mail, MessageCircle, MessageSquare, Phone, Store } from 'lucide-react'

const icons = { sms: MessageSquare, whatsapp: MessageCircle, email: Mail, phone: Phone, shop: Store } as const
const isKnown = (channel: string): channel is keyof typeof icons => Object.hasOwn(icons, channel)

export function ChannelIcon({ channel, className }: { channel: string | null; className?: string | undefined }) {
  const Icon = channel !== null && isKnown(channel) ? icons[channel] : MessageSquare
  return <Icon aria-hidden className={className ?? 'size-4 shrink-0 text-muted'} />
}
