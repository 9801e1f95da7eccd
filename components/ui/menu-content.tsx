'use client'
// The part of Menu that is loaded on demand; it starts open.
import clsx from 'clsx'
import { Check } from 'lucide-react'
import Link from 'next/link'
import * as Radix from 'radix-ui/dropdown-menu'
import type { MenuEntry, MenuProps } from './menu'

export default function MenuContent({ label, trigger, triggerClass, entries, align = 'end' }: MenuProps) {
  return (
    <Radix.Root defaultOpen modal={false}>
      <Radix.Trigger aria-label={label} title={label} className={triggerClass}>
        {trigger}
      </Radix.Trigger>
      <Radix.Portal>
        <Radix.Content
          align={align}
          sideOffset={4}
          collisionPadding={8}
          loop
          className="z-float max-h-(--radix-dropdown-menu-content-available-height) min-w-52 animate-fade-in overflow-y-auto rounded border border-line bg-raised p-1 shadow-float"
        >
          {entries.map((entry, index) => (
            <Entry key={index} entry={entry} />
          ))}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  )
}

function Entry({ entry }: { entry: MenuEntry }) {
  if (entry.kind === 'separator') return <Radix.Separator className="-mx-1 my-1 h-px bg-line" />
  if (entry.kind === 'heading')
    return <Radix.Label className="px-2 pt-2 pb-1 text-xs font-medium text-muted">{entry.label}</Radix.Label>
  const { label, icon, hint, href, onSelect, checked, danger = false, disabled = false } = entry
  const look = clsx(
    'flex min-h-touch w-full cursor-pointer items-center gap-2 rounded-sm px-2 text-left outline-none data-highlighted:bg-sunken data-disabled:cursor-default data-disabled:opacity-50 [&>svg]:size-4 [&>svg]:shrink-0',
    danger ? 'text-danger' : 'text-ink [&>svg]:text-muted',
  )
  const content = (
    <>
      {icon}
      <span className="min-w-0 flex-1 truncate">{label}</span>
      {hint !== undefined && <span className="text-xs text-muted">{hint}</span>}
      {checked === true && <Check aria-hidden />}
    </>
  )
  const select = () => {
    onSelect?.()
  }
  if (checked !== undefined)
    return (
      <Radix.CheckboxItem role="menuitemradio" checked={checked} disabled={disabled} onSelect={select} className={look}>
        {content}
      </Radix.CheckboxItem>
    )
  if (href === undefined)
    return (
      <Radix.Item disabled={disabled} onSelect={select} className={look}>
        {content}
      </Radix.Item>
    )
  return (
    <Radix.Item asChild disabled={disabled} onSelect={select} className={look}>
      <Link href={href}>{content}</Link>
    </Radix.Item>
  )
}
