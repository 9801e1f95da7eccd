'use client'
// The segments of one kind in their order: what each asks, how many it has, and what can be done with it.
import { ArrowDown, ArrowUp, Ellipsis, PencilLine, RotateCcw, Trash2 } from 'lucide-react'
import { useTranslations } from 'next-intl'
import Link from 'next/link'
import { useTransition } from 'react'
import { bringBackSegment, removeSegment, resetSegment, shiftSegment } from '@/app/dashboard/customers/segments/actions'
import { iconButtonClass } from '@/components/ui/button-class'
import { IconButton } from '@/components/ui/icon-button'
import { Menu, type MenuEntry } from '@/components/ui/menu'
import { Tag } from '@/components/ui/tag'
import { toast } from '@/components/ui/toast'

export interface SegmentRow {
  id: string
  /** As people read it. */
  name: string
  color: string | null
  sentence: string
  count: string
  href: string
  membersHref: string
  isPreset: boolean
  /** Everybody else: stays where it is. */
  isLast: boolean
}

type SegmentRowsProps = { label: string; rows: SegmentRow[]; isLadder: boolean; mayEdit: boolean }

export function SegmentRows({ label, rows, isLadder, mayEdit }: SegmentRowsProps) {
  const List = isLadder ? 'ol' : 'ul'
  const movable = rows.filter(({ isLast }) => !isLast).length
  return (
    <List aria-label={label} className="divide-y divide-line">
      {rows.map((row, at) => (
        <Row key={row.id} row={row} place={isLadder ? at + 1 : null} at={at} movable={movable} mayEdit={mayEdit} />
      ))}
    </List>
  )
}

type RowProps = { row: SegmentRow; place: number | null; at: number; movable: number; mayEdit: boolean }

function Row({ row, place, at, movable, mayEdit }: RowProps) {
  const t = useTranslations('segments')
  const { pending, shift, reset, remove } = useRowWork(row)
  const entries: MenuEntry[] = [
    { label: t('row.edit'), icon: <PencilLine aria-hidden />, href: row.href },
    ...(row.isPreset && !row.isLast ? [{ label: t('row.reset'), icon: <RotateCcw aria-hidden />, onSelect: reset }] : []),
    ...(row.isLast
      ? []
      : [
          { kind: 'separator' as const },
          { label: t('row.remove'), icon: <Trash2 aria-hidden />, danger: true, onSelect: remove },
        ]),
  ]
  return (
    <li aria-busy={pending || undefined} className="flex items-center gap-2 py-2 pr-2 pl-4">
      {place !== null && (
        <span aria-hidden className="w-5 shrink-0 text-muted tabular-nums max-sm:hidden">
          {place}
        </span>
      )}
      <div className="min-w-0 flex-1">
        <Link href={row.href} className="inline-flex min-h-touch max-w-full items-center rounded">
          <Tag label={row.name} color={row.color} />
        </Link>
        <p className="break-words text-muted">{row.sentence}</p>
      </div>
      <Link
        href={row.membersHref}
        aria-label={t('row.members', { name: row.name, count: row.count })}
        className="inline-flex h-touch shrink-0 items-center rounded px-2 tabular-nums hover:bg-sunken"
      >
        {row.count}
      </Link>
      {mayEdit && (
        <span className="flex shrink-0">
          {row.isLast ? (
            <span aria-hidden className="flex max-sm:flex-col">
              <span className="w-touch" />
              <span className="w-touch" />
            </span>
          ) : (
            <span className="flex max-sm:flex-col">
              <IconButton
                label={t('row.up', { name: row.name })}
                icon={<ArrowUp aria-hidden className="size-4" />}
                aria-disabled={at === 0 || undefined}
                onClick={() => shift(-1)}
              />
              <IconButton
                label={t('row.down', { name: row.name })}
                icon={<ArrowDown aria-hidden className="size-4" />}
                aria-disabled={at === movable - 1 || undefined}
                onClick={() => shift(1)}
              />
            </span>
          )}
          <Menu
            label={t('row.menu', { name: row.name })}
            triggerClass={iconButtonClass('ghost')}
            trigger={<Ellipsis aria-hidden className="size-4" />}
            entries={entries}
          />
        </span>
      )}
    </li>
  )
}

function useRowWork({ id, name }: SegmentRow) {
  const t = useTranslations('segments')
  const [pending, start] = useTransition()
  const run = (work: () => Promise<{ ok: true } | { ok: false; message: string }>, done: () => void) => {
    start(async () => {
      const result = await work().catch(() => null)
      if (result?.ok !== true) return toast({ tone: 'danger', title: result?.message ?? t('unreachable') })
      done()
    })
  }
  return {
    pending,
    shift: (step: 1 | -1) => {
      run(
        () => shiftSegment({ id, step }),
        () => undefined,
      )
    },
    reset: () => {
      run(
        () => resetSegment({ id }),
        () => toast({ tone: 'ok', title: t('row.wasReset', { name }) }),
      )
    },
    remove: () => {
      const undo = () => {
        run(
          () => bringBackSegment({ id }),
          () => toast({ tone: 'ok', title: t('row.restored', { name }) }),
        )
      }
      run(
        () => removeSegment({ id }),
        () => toast({ tone: 'info', title: t('row.removed', { name }), action: { label: t('row.undo'), onClick: undo } }),
      )
    },
  }
}
