'use client'
// Why this segment and no higher one, step by step; which groups; and who decided when it was no rule.
import { ChevronRight } from 'lucide-react'
import { useLocale, useTranslations } from 'next-intl'
import { useEffect, useState, useTransition } from 'react'
import { releaseSegment } from '@/app/dashboard/customers/segments/actions'
import { Button } from '@/components/ui/button'
import { Dialog } from '@/components/ui/dialog'
import { Notice } from '@/components/ui/notice'
import { Skeleton } from '@/components/ui/skeleton'
import { Tag } from '@/components/ui/tag'
import { toast } from '@/components/ui/toast'
import { fetchWhy, type WhyData, type WhySegment } from './why-data'
import { Answer, WhyTree } from './why-tree'

type WhyDialogProps = { customerId: string; mayEdit: boolean; onClose: () => void }

export default function WhyDialog({ customerId, mayEdit, onClose }: WhyDialogProps) {
  const t = useTranslations('segments.why')
  const { why, retry } = useWhy(customerId)
  const title = why?.segment == null ? t('title') : t('titleOf', { segment: why.segment })
  return (
    <Dialog
      open
      title={title}
      onOpenChange={(open) => {
        if (!open) onClose()
      }}
    >
      {why === undefined && (
        <div aria-busy="true" className="flex min-h-60 flex-col gap-4 pt-2">
          {Array.from({ length: 5 }, (_, line) => (
            <Skeleton key={line} className="h-4 w-60" />
          ))}
        </div>
      )}
      {why === null && (
        <div role="alert" className="flex min-h-60 flex-col items-start gap-3">
          <p className="text-muted">{t('unavailable')}</p>
          <Button onClick={retry}>{t('retry')}</Button>
        </div>
      )}
      {why != null && <Reasons why={why} customerId={customerId} mayEdit={mayEdit} onClose={onClose} />}
    </Dialog>
  )
}

/** undefined while it is read, null when it could not be. */
function useWhy(customerId: string) {
  const [why, setWhy] = useState<WhyData | null | undefined>(undefined)
  const [attempt, setAttempt] = useState(0)
  useEffect(() => {
    let isCurrent = true
    void fetchWhy(customerId).then((read) => {
      if (isCurrent) setWhy(read)
    })
    return () => {
      isCurrent = false
    }
  }, [customerId, attempt])
  return {
    why,
    retry: () => {
      setWhy(undefined)
      setAttempt(attempt + 1)
    },
  }
}

function Reasons({ why, customerId, mayEdit, onClose }: WhyDialogProps & { why: WhyData }) {
  const t = useTranslations('segments.why')
  const [inside, outside] = [why.groups.filter((group) => group.why.holds), why.groups.filter((group) => !group.why.holds)]
  return (
    <div className="flex flex-col gap-4">
      {why.fixed !== null && <Fixed fixed={why.fixed} customerId={customerId} mayEdit={mayEdit} onClose={onClose} />}
      {why.levels.length > 0 && (
        <section>
          <h3 className="font-medium">{t(why.fixed === null ? 'ladder' : 'ladderSays')}</h3>
          <Segments segments={why.levels} />
        </section>
      )}
      {why.groups.length > 0 && (
        <section>
          <h3 className="font-medium">{t('groups')}</h3>
          {inside.length === 0 && <p className="text-muted">{t('noGroup')}</p>}
          <Segments segments={[...inside, ...outside]} />
        </section>
      )}
    </div>
  )
}

/** Each opens to its conditions; where it holds they are shown at once. */
function Segments({ segments }: { segments: WhySegment[] }) {
  return (
    <ul className="divide-y divide-line">
      {segments.map(({ id, name, color, why }) => (
        <li key={id}>
          <details open={why.holds} className="group">
            <summary className="flex min-h-touch cursor-pointer list-none items-center gap-2 rounded [&::-webkit-details-marker]:hidden">
              <ChevronRight aria-hidden className="size-4 shrink-0 text-muted transition-transform group-open:rotate-90" />
              <Tag label={name} color={color} />
              <Answer holds={why.holds} />
            </summary>
            <div className="pb-2 pl-6">
              <WhyTree rule={why} />
            </div>
          </details>
        </li>
      ))}
    </ul>
  )
}

function Fixed({ fixed, customerId, mayEdit, onClose }: WhyDialogProps & { fixed: NonNullable<WhyData['fixed']> }) {
  const t = useTranslations('segments.why')
  const locale = useLocale()
  const [pending, start] = useTransition()
  const at = fixed.at === null ? null : new Intl.DateTimeFormat(locale, { dateStyle: 'long' }).format(new Date(fixed.at))
  const release = () => {
    start(async () => {
      const result = await releaseSegment({ id: customerId }).catch(() => null)
      if (result?.ok !== true) return toast({ tone: 'danger', title: result?.message ?? t('unreachable') })
      toast({ tone: 'ok', title: t('released') })
      onClose()
    })
  }
  return (
    <Notice
      tone="info"
      title={fixed.by === null || at === null ? t('fixed') : t('fixedBy', { name: fixed.by, date: at })}
      action={
        mayEdit ? (
          <Button onClick={release} disabled={pending}>
            {t('release')}
          </Button>
        ) : null
      }
    >
      {t('fixedHint')}
    </Notice>
  )
}
