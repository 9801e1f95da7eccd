'use client'
// One line of the Fil: its sign, what happened, the words people wrote (always as text), when and by whom.
import clsx from 'clsx'
import {
  ArrowLeftRight,
  CircleDot,
  MessageCircle,
  NotebookPen,
  Pencil,
  Phone,
  Receipt,
  RefreshCw,
  Send,
  ShieldCheck,
  ShieldQuestionMark,
  Store,
  Tag,
  Undo2,
  UserPlus,
  Users,
} from 'lucide-react'
import { useLocale, useTranslations } from 'next-intl'
import { memo } from 'react'
import { fullTime } from '@/components/ui/format-time'
import type { ActivityType } from '@/lib/customers/customer'
import { channelLabel } from '../customer-words'
import type { TimelineLine } from '../timeline-line'
import { UndoMerge } from '../duplicates/undo-merge'
import { wordsOf } from '../timeline-state'
import { Marked } from './marked'
import { NoteCard } from './note-card'

const icons = {
  message_received: MessageCircle,
  message_sent: Send,
  note_added: NotebookPen,
  customer_created: UserPlus,
  customer_updated: Pencil,
  order_placed: Receipt,
  order_updated: Receipt,
  tag_added: Tag,
  tag_removed: Tag,
  segment_changed: ArrowLeftRight,
  consent_changed: ShieldCheck,
  consent_requested: ShieldQuestionMark,
  request_withdrawn: Undo2,
  customer_merged: Users,
  merge_undone: Undo2,
  synced: RefreshCw,
  call: Phone,
  visit: Store,
  other: CircleDot,
} as const satisfies Record<ActivityType, unknown>

type TimelineEventProps = {
  line: TimelineLine
  isNew: boolean
  /** Words to mark, with spaces between them. */
  find: string
  customerId: string
  mayEdit: boolean
  mayMerge: boolean
  timeZone: string
}

// Thousands of them may be on the page: one that did not change is not made again, one out of sight is not laid out.
export const TimelineEvent = memo(function TimelineEvent(props: TimelineEventProps) {
  const { line, isNew, find, customerId, mayEdit, mayMerge, timeZone } = props
  const t = useTranslations('timeline')
  const customers = useTranslations('customers')
  const locale = useLocale()
  const at = new Date(line.at)
  const full = fullTime(at, locale, timeZone)
  const Icon = icons[line.type]
  const isMessage = line.type === 'message_received' || line.type === 'message_sent'
  const words = wordsOf(find)
  return (
    <li
      className={clsx(
        'relative -mx-1 flex gap-3 px-1 pb-3 [contain-intrinsic-size:auto_40px] [content-visibility:auto]',
        isNew && 'animate-rise',
      )}
      data-activity={line.type}
    >
      <span
        aria-hidden
        className={clsx(
          'mt-px flex size-6 shrink-0 items-center justify-center rounded-full',
          isMessage ? 'bg-info-soft text-info' : 'bg-sunken text-muted',
        )}
      >
        <Icon className="size-3" />
      </span>
      <div className="min-w-0 flex-1">
        <div className="flex items-baseline justify-between gap-3 leading-6">
          <p className="flex min-w-0 flex-wrap items-baseline gap-x-2">
            <span className={line.text === null ? undefined : 'font-medium'}>
              <Marked text={line.title} words={words} />
            </span>
            {line.channel !== null && isMessage && (
              <span className="text-xs text-muted">{t('via', { channel: channelLabel(customers, line.channel) })}</span>
            )}
            {line.detail !== null && (
              <span className="min-w-0 break-words text-muted">
                <Marked text={line.detail} words={words} />
              </span>
            )}
            {line.by !== null && (
              <span className="text-xs text-muted">
                <Marked text={t('by', { name: line.by })} words={words} />
              </span>
            )}
          </p>
          <time dateTime={line.at} title={full} className="shrink-0 text-xs text-muted tabular-nums" suppressHydrationWarning>
            <span aria-hidden suppressHydrationWarning>
              {new Intl.DateTimeFormat(locale, { timeZone, hour: '2-digit', minute: '2-digit' }).format(at)}
            </span>
            <span className="sr-only" suppressHydrationWarning>
              {full}
            </span>
          </time>
        </div>
        {line.changes.length > 0 && (
          <ul className="text-muted">
            {line.changes.map((change, place) => (
              <li key={place} className="break-words">
                <Marked text={change} words={words} />
              </li>
            ))}
          </ul>
        )}
        {line.mergeId !== null && mayMerge && <UndoMerge mergeId={line.mergeId} />}
        {line.note === null ? (
          line.text !== null && (
            <p dir="auto" className="mt-1 rounded border border-line bg-surface px-3 py-2 break-words whitespace-pre-wrap">
              <Marked text={line.text} words={words} />
            </p>
          )
        ) : (
          <NoteCard customerId={customerId} note={line.note} words={words} mayEdit={mayEdit} timeZone={timeZone} />
        )}
      </div>
    </li>
  )
})
