// A state: colour, icon and word, never the colour alone.
import clsx from 'clsx'
import { CircleAlert, CircleCheck, CircleDashed, Info, TriangleAlert } from 'lucide-react'
import type { ReactNode } from 'react'

export type Tone = 'ok' | 'warn' | 'danger' | 'info' | 'neutral'

const looks = {
  ok: { colour: 'bg-ok-soft text-ok', Icon: CircleCheck },
  warn: { colour: 'bg-warn-soft text-warn', Icon: TriangleAlert },
  danger: { colour: 'bg-danger-soft text-danger', Icon: CircleAlert },
  info: { colour: 'bg-info-soft text-info', Icon: Info },
  neutral: { colour: 'bg-sunken text-muted', Icon: CircleDashed },
} as const satisfies Record<Tone, unknown>

type StatusProps = { tone: Tone; icon?: ReactNode; children: ReactNode; className?: string | undefined }

export function Status({ tone, icon, children, className }: StatusProps) {
  const { colour, Icon } = looks[tone]
  return (
    <span
      className={clsx(
        'inline-flex h-6 items-center gap-1 rounded-sm px-2 text-xs font-medium whitespace-nowrap',
        colour,
        className,
      )}
    >
      {icon ?? <Icon aria-hidden className="size-3 shrink-0" />}
      {children}
    </span>
  )
}
