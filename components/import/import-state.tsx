// Where an import stands, as a word with its colour.
import { useTranslations } from 'next-intl'
import { Status, type Tone } from '@/components/ui/status'
import type { ImportStatus } from '@/lib/customers/import/import-status'

type Shown = Exclude<ImportStatus, 'receiving' | 'discarded'>

const tones: Record<Shown, Tone> = {
  checking: 'info',
  checked: 'neutral',
  running: 'info',
  done: 'ok',
  cancelled: 'warn',
  reverting: 'info',
  reverted: 'neutral',
}

export function ImportState({ status }: { status: ImportStatus }) {
  const t = useTranslations('imports')
  if (status === 'receiving' || status === 'discarded') return null
  return <Status tone={tones[status]}>{t(`status.${status}`)}</Status>
}
