'use client'
// The till's field. Letters by default; on a phone one press changes to a keypad and back. Works before its script does.
import { CaseSensitive, Hash, LoaderCircle, Search, X } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { type KeyboardEvent, type RefObject, useEffect, useState } from 'react'
import { isPressed } from '@/components/keys/shortcuts'
import { isApple } from '@/components/keys/use-shortcuts'
import { controlClass } from '@/components/ui/control-class'
import { IconButton } from '@/components/ui/icon-button'

type TillFieldProps = {
  ref: RefObject<HTMLInputElement | null>
  typed: string
  searching: boolean
  /** The list that it steers, and the line that is chosen in it. */
  listId: string | null
  chosenId: string | null
  onType: (text: string) => void
  onMove: (step: 1 | -1) => void
  onOpen: () => void
}

export function TillField({ ref, typed, searching, listId, chosenId, onType, onMove, onOpen }: TillFieldProps) {
  const t = useTranslations('till')
  const [keypad, setKeypad] = useState(false)
  // The palette may have been opened while this page was on its way: the hand is in it, and stays there.
  const [free] = useState(() => typeof document === 'undefined' || document.querySelector('[role="dialog"]') === null)
  useEffect(() => {
    const input = ref.current
    if (input === null) return
    // What was typed before the script came is taken up; what one comes back to is ready to be typed over.
    onType(input.value)
    if (!free) return
    input.focus({ preventScroll: true })
    if (input.value !== '' && input.value === input.defaultValue) input.select()
  }, [ref, onType, free])
  const write = (text: string) => {
    if (ref.current !== null) ref.current.value = text
    onType(text)
    ref.current?.focus()
  }
  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>) => {
    if (event.nativeEvent.isComposing) return
    const apple = isApple()
    if (isPressed('down', event, apple) || isPressed('up', event, apple)) {
      event.preventDefault()
      onMove(isPressed('down', event, apple) ? 1 : -1)
    } else if (isPressed('clear', event, apple)) {
      event.preventDefault()
      if (typed === '') event.currentTarget.blur()
      else write('')
    }
  }
  const Icon = searching ? LoaderCircle : Search
  return (
    <form
      action="/dashboard/till"
      role="search"
      className="sticky top-bar z-10 -mx-4 bg-canvas px-4 py-2 md:mx-0 md:px-0"
      // Enter, or the key of a phone that stands for it.
      onSubmit={(event) => {
        event.preventDefault()
        onOpen()
      }}
    >
      <div className="relative">
        <Icon
          aria-hidden
          className={`pointer-events-none absolute top-1/2 left-4 -mt-3 size-6 text-muted ${searching ? 'animate-spin' : ''}`}
        />
        <input
          ref={ref}
          name="query"
          defaultValue={typed}
          role="combobox"
          aria-label={t('field')}
          aria-expanded={listId !== null}
          aria-controls={listId ?? undefined}
          aria-activedescendant={chosenId ?? undefined}
          aria-autocomplete="list"
          placeholder={t('placeholder')}
          inputMode={keypad ? 'tel' : 'search'}
          enterKeyHint="go"
          autoComplete="off"
          autoCapitalize="none"
          autoCorrect="off"
          spellCheck={false}
          autoFocus={free}
          maxLength={200}
          className={`${controlClass} h-16 border-control pr-14 pl-12 text-lg! tabular-nums placeholder:text-base md:placeholder:text-lg`}
          onChange={(event) => onType(event.target.value)}
          onKeyDown={onKeyDown}
        />
        <span className="absolute inset-y-0 right-2 flex items-center">
          {typed === '' ? (
            <span className="pointer-fine:hidden">
              <IconButton
                label={t(keypad ? 'letters' : 'digits')}
                icon={keypad ? <CaseSensitive aria-hidden className="size-5" /> : <Hash aria-hidden className="size-5" />}
                onClick={() => {
                  setKeypad(!keypad)
                  // The keyboard changes when the field is entered anew.
                  ref.current?.blur()
                  setTimeout(() => ref.current?.focus(), 0)
                }}
              />
            </span>
          ) : (
            <IconButton label={t('clear')} icon={<X aria-hidden className="size-5" />} onClick={() => write('')} />
          )}
        </span>
      </div>
    </form>
  )
}
