'use client'
// ⌘K: every page, every action and, while one types, customers. Loaded with the first opening.
import clsx from 'clsx'
import { Command } from 'cmdk'
import { Search, UserPlus, X } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { useRouter } from 'next/navigation'
import * as Radix from 'radix-ui/dialog'
import { useState } from 'react'
import { listPath } from '@/components/customers/list-url'
import { newCustomerHref } from '@/components/customers/new-customer-href'
import { askedFor } from '@/components/till/choice'
import { useFoundCustomers } from '@/components/till/use-found-customers'
import { IconButton } from '@/components/ui/icon-button'
import { matchCommands } from './commands'
import type { PaletteProps } from './palette-button'
import { CommandLine, CustomerLine, PaletteGroup, WaitingLine } from './palette-lines'
import { paletteBox, paletteHead, paletteInput, paletteOverlay } from './palette-look'
import { PaletteNotice } from './palette-notice'
import { usePaletteCommands } from './use-palette-commands'

/** Nobody reads further in a window this small. */
const shownCustomers = 5

export default function Palette({ preferences, may, initialText, onClose, onLeave, onShortcuts }: PaletteProps) {
  const t = useTranslations('nav.palette')
  const common = useTranslations('common')
  const router = useRouter()
  const [typed, setTyped] = useState(initialText)
  const query = askedFor(typed)
  const { state, answer, retry } = useFoundCustomers(query, null)
  // People found for another text are not shown: Enter must not open one of them.
  const customers = state === 'found' ? (answer?.cards ?? []).slice(0, shownCustomers) : []
  const commands = usePaletteCommands({ preferences, may, onShortcuts })
  const [shownPages, shownActions] = [matchCommands(typed, commands.pages), matchCommands(typed, commands.actions)]
  const leave = (act: () => void) => {
    onLeave()
    act()
  }
  const people = (
    <PaletteGroup
      heading={query === '' ? t('recent') : t('customers')}
      shown={customers.length > 0 || (query === '' && state === 'searching')}
    >
      {state === 'searching' && Array.from({ length: shownCustomers }, (_, line) => <WaitingLine key={line} />)}
      {customers.map((card) => (
        <CustomerLine key={card.id} card={card} onSelect={() => leave(() => router.push(`${listPath}/${card.id}`))} />
      ))}
    </PaletteGroup>
  )
  // Not before the answer: Enter is for the person who was meant.
  const offersNew = may.create && query !== '' && state === 'found'
  const lines = shownPages.length + shownActions.length + customers.length
  return (
    <Radix.Root open onOpenChange={onClose}>
      <Radix.Portal>
        <Radix.Overlay className={paletteOverlay} />
        <Radix.Content
          aria-describedby={undefined}
          className={paletteBox}
          // Both are done by hand: what was typed early must not be selected, and typed over.
          onOpenAutoFocus={(event) => event.preventDefault()}
          onCloseAutoFocus={(event) => event.preventDefault()}
        >
          <Radix.Title className="sr-only">{t('open')}</Radix.Title>
          <Command
            shouldFilter={false}
            loop
            vimBindings={false}
            label={t('open')}
            className="flex min-h-0 flex-1 flex-col outline-none"
          >
            <div className={paletteHead}>
              <Search aria-hidden className="size-4 shrink-0 text-muted" />
              <Command.Input
                ref={enter}
                value={typed}
                onValueChange={setTyped}
                placeholder={t('placeholder')}
                maxLength={200}
                enterKeyHint="go"
                className={paletteInput}
              />
              <Radix.Close asChild>
                <IconButton label={common('close')} icon={<X aria-hidden className="size-4" />} />
              </Radix.Close>
            </div>
            <Command.List
              label={t('results')}
              className={clsx('min-h-0 overflow-y-auto overscroll-contain p-2', lines > 0 && 'flex-1')}
            >
              <PaletteGroup heading={t('pages')} shown={shownPages.length > 0}>
                {shownPages.map((command) => (
                  <CommandLine key={command.id} command={command} onSelect={() => leave(command.run)} />
                ))}
              </PaletteGroup>
              {query === '' && people}
              <PaletteGroup heading={t('actions')} shown={shownActions.length > 0}>
                {shownActions.map((command) => (
                  <CommandLine
                    key={command.id}
                    command={command}
                    onSelect={() => {
                      onClose()
                      command.run()
                    }}
                  />
                ))}
              </PaletteGroup>
              {query !== '' && people}
              {offersNew && (
                <CommandLine
                  command={{ id: 'createTyped', label: t('createTyped', { value: query }), icon: <UserPlus aria-hidden /> }}
                  onSelect={() => leave(() => router.push(newCustomerHref(typed)))}
                />
              )}
            </Command.List>
            <PaletteNotice state={state} query={query} empty={lines === 0} onRetry={retry} />
          </Command>
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  )
}

/** Into the field, behind what is typed already. */
function enter(input: HTMLInputElement | null): void {
  input?.focus()
  input?.setSelectionRange(input.value.length, input.value.length)
}
