'use client'
// How many customers a rule would have, and the first of them, while it is being built.
import { useTranslations } from 'next-intl'
import { useEffect, useRef, useState } from 'react'
import { previewSegment } from '@/app/dashboard/customers/segments/actions'
import { Skeleton } from '@/components/ui/skeleton'
import type { CustomerRule } from '@/lib/customers/rule'
import type { SegmentKind } from '@/lib/segments/segment'
import type { SegmentPreview } from '@/lib/server/segments'
import { fullName } from '../customer-words'

/** Milliseconds of rest after which the rule is counted. */
const rest = 250

type Counted = { ok: true; preview: SegmentPreview } | { ok: false; message: string }

export function LiveCount({ kind, rule }: { kind: SegmentKind; rule: CustomerRule }) {
  const t = useTranslations('segments.builder')
  const customers = useTranslations('customers')
  const isEmpty = rule.parts.length === 0
  const { counted, isWaiting } = useCount(kind, JSON.stringify(rule), isEmpty)
  return (
    <div role="status" aria-busy={isWaiting || undefined} className="min-h-40">
      {isEmpty && <p className="text-muted">{t('countHint')}</p>}
      {!isEmpty && counted === null && (
        <div className="flex flex-col gap-3">
          <Skeleton className="h-7 w-24" />
          <Skeleton className="h-4 w-40" />
          <Skeleton className="h-4 w-32" />
        </div>
      )}
      {!isEmpty && counted?.ok === false && <p className="text-danger">{counted.message}</p>}
      {!isEmpty && counted?.ok === true && (
        <div className={isWaiting ? 'opacity-60' : undefined}>
          <p className="text-xl font-semibold tracking-tight tabular-nums">
            {customers('list.count', {
              count: counted.preview.total.count,
              capped: counted.preview.total.capped ? 'yes' : 'no',
              about: counted.preview.total.estimated ? 'yes' : 'no',
            })}
          </p>
          <p className="text-muted">{t('counted', { count: counted.preview.total.count })}</p>
          {(counted.preview.first ?? []).length > 0 && (
            <>
              <p className="mt-3 text-xs text-muted">{t('first')}</p>
              <ul>
                {counted.preview.first?.map((customer) => (
                  <li key={customer.id} className="truncate">
                    {fullName(customer) ?? customers('unknown')}
                  </li>
                ))}
              </ul>
            </>
          )}
        </div>
      )}
    </div>
  )
}

/** The last answer stays while the next one is waited for. */
function useCount(kind: SegmentKind, text: string, isEmpty: boolean): { counted: Counted | null; isWaiting: boolean } {
  const t = useTranslations('segments')
  const unreachable = t('unreachable')
  const [counted, setCounted] = useState<Counted | null>(null)
  const [answered, setAnswered] = useState('')
  const newest = useRef('')
  useEffect(() => {
    newest.current = text
    if (isEmpty) return
    const timer = setTimeout(() => {
      const rule: unknown = JSON.parse(text)
      void previewSegment({ kind, rule })
        .catch(() => null)
        .then((result) => {
          if (newest.current !== text) return
          setAnswered(text)
          if (result?.ok === true) return setCounted({ ok: true, preview: result.data })
          setCounted({ ok: false, message: result?.issues[0]?.message ?? result?.message ?? unreachable })
        })
    }, rest)
    return () => clearTimeout(timer)
  }, [kind, text, isEmpty, unreachable])
  return { counted, isWaiting: !isEmpty && answered !== text }
}
