// How a link fares, in one word with its sign.
import { useTranslations } from 'next-intl'
import { Status, type Tone } from '@/components/ui/status'
import type { LinkState } from './link-state'

const tones: Record<LinkState, Tone> = {
  connected: 'ok',
  sending: 'info',
  refused: 'warn',
  incomplete: 'warn',
  expiring: 'warn',
  reconnect_needed: 'danger',
  error: 'warn',
  stuck: 'warn',
}

export function ConnectionStatus({ state }: { state: LinkState }) {
  const t = useTranslations('settings.crm')
  return <Status tone={tones[state]}>{t(`status.${state}`)}</Status>
}
