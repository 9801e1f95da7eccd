'use client'
// The palette while its script is on the way: one can type already.
import { LoaderCircle } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { SkeletonRows } from '@/components/ui/skeleton'
import { paletteBox, paletteHead, paletteInput, paletteOverlay } from './palette-look'

type PaletteWaitingProps = { text: string; onType: (text: string) => void; onClose: () => void }

export function PaletteWaiting({ text, onType, onClose }: PaletteWaitingProps) {
  const t = useTranslations('nav.palette')
  const common = useTranslations('common')
  return (
    <>
      <div className={paletteOverlay} onClick={onClose} />
      <div role="dialog" aria-modal aria-label={t('open')} className={paletteBox}>
        <div className={paletteHead}>
          <LoaderCircle aria-hidden className="size-4 shrink-0 animate-spin text-muted" />
          <input
            autoFocus
            value={text}
            aria-label={t('placeholder')}
            placeholder={t('placeholder')}
            className={paletteInput}
            onChange={(event) => onType(event.target.value)}
            onKeyDown={(event) => {
              if (event.key === 'Escape') onClose()
            }}
          />
        </div>
        <p role="status" className="sr-only">
          {common('loading')}
        </p>
        <div className="p-2">
          <SkeletonRows rows={6} />
        </div>
      </div>
    </>
  )
}
