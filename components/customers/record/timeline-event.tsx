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
  Send,
  ShieldCheck,
  Store,
  Tag,
  UserPlus,
  Users,
} from 'lucide-react'
import { useLocale, useTranslations } from 'next-intl'
import { fullTime } from '@/components/ui/format-time'
import type { ActivityType } from '@/lib/customers/customer'
import { channelLabel } from '../customer-words'
import type { TimelineLine } from '../timeline-line'
import { UndoMerge } from '../duplicates/undo-merge'

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
  customer_merged: Users,
  merge_undone: Users,
  call: Phone,
  visit: Store,
  other: CircleDot,
} as const satisfies Record<ActivityType, unknown>

type TimelineEventProps = { line: TimelineLine; isNew: boolean; mayMerge: boolean; timeZone: string }

export function TimelineEvent({ line, isNew, mayMerge, timeZone }: TimelineEventProps) {
  const t = useTranslations('timeline')
  const customers = useTranslations('customers')
  const locale = useLocale()
  const at = new Date(line.at)
  const Icon = icons[line.type]
  const isMessage = line.type === 'message_received' || line.type === 'message_sent'
  const isNote = line.type === 'note_added'
  return (
    <li className={clsx('relative flex gap-3 pb-3', isNew && 'animate-rise')} data-activity={line.type}>
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
            <span className={line.text === null ? undefined : 'font-medium'}>{line.title}</span>
            {line.channel !== null && isMessage && (
              <span className="text-xs text-muted">{t('via', { channel: channelLabel(customers, line.channel) })}</span>
            )}
            {line.detail !== null && <span className="min-w-0 break-words text-muted">{line.detail}</span>}
            {line.by !== null && <span className="text-xs text-muted">{t('by', { name: line.by })}</span>}
          </p>
          <time
            dateTime={line.at}
            title={fullTime(at, locale, timeZone)}
            className="shrink-0 text-xs text-muted tabular-nums"
            suppressHydrationWarning
          >
            {new Intl.DateTimeFormat(locale, { timeZone, hour: '2-digit', minute: '2-digit' }).format(at)}
          </time>
        </div>
        {line.mergeId !== null && mayMerge && <UndoMerge mergeId={line.mergeId} />}
        {line.text !== null && (
          <p
            dir="auto"
            className={clsx(
              'mt-1 rounded px-3 py-2 break-words whitespace-pre-wrap',
              isNote ? 'border-l-2 border-control bg-sunken' : 'border border-line bg-surface',
            )}
          >
            {line.text}
          </p>
        )}
      </div>
    </li>
  )
}
