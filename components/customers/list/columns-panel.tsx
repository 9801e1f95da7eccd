'use client'
// Which columns stand beside the name, and in what order. Every change is the list's address at once; the panel stays.
import { ArrowDown, ArrowUp } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { useRouter } from 'next/navigation'
import * as Radix from 'radix-ui/popover'
import { type ReactNode, useRef, useState, useTransition } from 'react'
import { buttonClass } from '@/components/ui/button-class'
import { Checkbox } from '@/components/ui/checkbox'
import { IconButton } from '@/components/ui/icon-button'
import { defaultColumns, type ListColumn, listColumns } from '@/lib/views/list-columns'
import { columnsInForce, listHref, type ListState } from '../list-url'
import { moveColumn } from './move-column'

type ColumnsPanelProps = { state: ListState; icon: ReactNode; triggerClass: string }

export default function ColumnsPanel({ state, icon, triggerClass }: ColumnsPanelProps) {
  const t = useTranslations('views.columns')
  return (
    <Radix.Root defaultOpen>
      <Radix.Trigger aria-label={t('title')} title={t('title')} className={triggerClass}>
        {icon}
      </Radix.Trigger>
      <Radix.Portal>
        <Radix.Content
          aria-label={t('title')}
          align="end"
          sideOffset={4}
          collisionPadding={8}
          className="z-float flex max-h-(--radix-popover-content-available-height) w-72 animate-fade-in flex-col rounded border border-line bg-raised shadow-float"
        >
          <Columns state={state} />
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  )
}

function Columns({ state }: { state: ListState }) {
  const t = useTranslations('views.columns')
  const words = useTranslations('customers.list')
  const router = useRouter()
  const [, start] = useTransition()
  // What is shown comes a moment after what is chosen.
  const [chosen, setChosen] = useState<readonly ListColumn[]>(columnsInForce(state))
  const list = useRef<HTMLUListElement>(null)
  const choose = (columns: readonly ListColumn[]) => {
    setChosen(columns)
    start(() => {
      router.replace(listHref(state, { columns: [...columns], cursor: state.cursor }), { scroll: false })
    })
  }
  const move = (name: ListColumn, step: 1 | -1) => {
    const moved = moveColumn(chosen, name, step)
    choose(moved)
    // A button at the end of its way cannot keep the focus: the other one takes it.
    const at = moved.indexOf(name)
    const turned = at === 0 || at === moved.length - 1
    if (turned)
      requestAnimationFrame(() => {
        list.current?.querySelector<HTMLElement>(`[data-move="${name} ${String(-step)}"]`)?.focus()
      })
  }
  const rest = listColumns.filter((name) => !chosen.includes(name))
  return (
    <>
      <ul ref={list} className="min-h-0 flex-1 overflow-y-auto p-2">
        {[...chosen, ...rest].map((name) => {
          const at = chosen.indexOf(name)
          const label = words(`columns.${name}`)
          return (
            <li key={name} className="flex items-center">
              <Checkbox
                className="min-w-0 flex-1 px-1"
                label={label}
                checked={at !== -1}
                onChange={() => {
                  choose(at === -1 ? [...chosen, name] : chosen.filter((other) => other !== name))
                }}
              />
              {at !== -1 && (
                <>
                  <IconButton
                    label={t('up', { column: label })}
                    icon={<ArrowUp aria-hidden className="size-4" />}
                    data-move={`${name} -1`}
                    disabled={at === 0}
                    onClick={() => {
                      move(name, -1)
                    }}
                  />
                  <IconButton
                    label={t('down', { column: label })}
                    icon={<ArrowDown aria-hidden className="size-4" />}
                    data-move={`${name} 1`}
                    disabled={at === chosen.length - 1}
                    onClick={() => {
                      move(name, 1)
                    }}
                  />
                </>
              )}
            </li>
          )
        })}
      </ul>
      <footer className="border-t border-line p-2">
        <button
          type="button"
          className={buttonClass('ghost', 'w-full text-muted')}
          disabled={chosen.join() === defaultColumns.join()}
          onClick={() => {
            choose(defaultColumns)
          }}
        >
          {t('reset')}
        </button>
      </footer>
    </>
  )
}
