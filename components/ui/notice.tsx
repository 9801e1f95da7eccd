// A few lines that a person must read before going on, in the page and not over it.
import clsx from 'clsx'
import { CircleAlert, CircleCheck, Info, TriangleAlert } from 'lucide-react'
import type { ReactNode } from 'react'
import type { Tone } from './status'

const looks = {
  ok: { colour: 'bg-ok-soft', icon: 'text-ok', Icon: CircleCheck },
  warn: { colour: 'bg-warn-soft', icon: 'text-warn', Icon: TriangleAlert },
  danger: { colour: 'bg-danger-soft', icon: 'text-danger', Icon: CircleAlert },
  info: { colour: 'bg-info-soft', icon: 'text-info', Icon: Info },
} as const satisfies Record<Exclude<Tone, 'neutral'>, unknown>

type NoticeProps = {
  tone: Exclude<Tone, 'neutral'>
  title: ReactNode
  children?: ReactNode
  action?: ReactNode
  className?: string | undefined
}

export function Notice({ tone, title, children, action, className }: NoticeProps) {
  const { colour, icon, Icon } = looks[tone]
  return (
    <div
      role={tone === 'danger' ? 'alert' : 'status'}
      className={clsx('flex flex-wrap items-start gap-3 rounded p-3', colour, className)}
    >
      <div className="flex min-w-0 flex-1 basis-60 gap-3">
        <Icon aria-hidden className={clsx('mt-px size-5 shrink-0', icon)} />
        <div className="min-w-0 flex-1">
          <p className="font-medium">{title}</p>
          {children !== undefined && <div className="text-ink">{children}</div>}
        </div>
      </div>
      {/* Below the words on a phone, in line with them. */}
      {action !== undefined && action !== null && <div className="max-sm:w-full max-sm:pl-8">{action}</div>}
    </div>
  )
}
