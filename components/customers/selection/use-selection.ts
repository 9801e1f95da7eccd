'use client'
// The selection of one list: kept for its address in this tab, shown by the boxes of the page, changed by them and by keys.
import { useTranslations } from 'next-intl'
import { useEffect, useRef, useState } from 'react'
import { type Handlers, useShortcuts } from '@/components/keys/use-shortcuts'
import { toast } from '@/components/ui/toast'
import { mostChosen } from '@/lib/customers/bulk/bulk-limits'
import { moveLine } from '../list-keys'
import { between, isNobody, isSelected, nobody, parseSelection, select, type Selection } from './selection'

const keyOf = (address: string): string => `customers:selection ${address}`

const boxes = () => [...document.querySelectorAll<HTMLInputElement>('[data-select]')]

/** The line that the hand is on. */
function lineAtHand(): string | null {
  const line = document.activeElement?.closest<HTMLElement>('tr[data-row]')
  return line?.dataset.row ?? null
}

/** @param address what the list is of; another one has another selection. @param page ids of the lines, in order */
export function useSelection(address: string, page: readonly string[]) {
  const t = useTranslations('bulk.select')
  const [selection, keep] = useState<Selection>(() => parseSelection(sessionStorage.getItem(keyOf(address))))
  /** Where reaching with Shift begins. */
  const anchor = useRef<string | null>(null)

  const change = (next: Selection | null) => {
    if (next === null) {
      toast({ tone: 'info', title: t('tooMany', { most: mostChosen }) })
      return showBoxes(page, selection)
    }
    keep(next)
  }
  useEffect(() => {
    if (isNobody(selection)) sessionStorage.removeItem(keyOf(address))
    else sessionStorage.setItem(keyOf(address), JSON.stringify(selection))
  }, [address, selection])
  const mark = (ids: readonly string[], selected: boolean) => change(select(selection, ids, selected))

  const adopt = useRef((ids: readonly string[]) => mark(ids, true))
  useEffect(() => {
    // Ticked before this script was here: read before the boxes are made to follow.
    const early = boxes().flatMap(({ checked, dataset }) => (checked && dataset.select !== undefined ? [dataset.select] : []))
    if (early.length > 0) queueMicrotask(() => adopt.current(early))
  }, [])
  useEffect(() => showBoxes(page, selection))
  const clicked = (event: MouseEvent) => {
    const box = event.target
    if (!(box instanceof HTMLInputElement)) return
    if (box.dataset.selectPage !== undefined) mark(page, box.checked)
    const id = box.dataset.select
    if (id === undefined) return
    mark(event.shiftKey ? between(page, anchor.current, id) : [id], box.checked)
    anchor.current = id
  }
  const latest = useRef(clicked)
  useEffect(() => {
    latest.current = clicked
  })
  useEffect(() => {
    const onClick = (event: MouseEvent) => latest.current(event)
    document.addEventListener('click', onClick)
    return () => {
      document.removeEventListener('click', onClick)
    }
  }, [])

  const reach = (step: 1 | -1) => {
    const from = lineAtHand()
    moveLine(step)
    const to = lineAtHand()
    if (to === null) return
    anchor.current = to
    mark(from === null ? [to] : [from, to], true)
  }
  const handlers: Handlers = {
    select: () => {
      const id = lineAtHand()
      if (id === null) return
      anchor.current = id
      mark([id], !isSelected(selection, id))
    },
    selectNext: () => reach(1),
    selectPrevious: () => reach(-1),
  }
  /** The bar goes with the selection: a hand that was on it is back in the list. */
  const clear = () => {
    change(nobody)
    const line = boxes()
      .find(({ dataset }) => dataset.select === anchor.current)
      ?.closest('tr')
    if (lineAtHand() === null) line?.querySelector<HTMLElement>('[data-row-link]')?.focus()
  }
  useShortcuts(isNobody(selection) ? handlers : { ...handlers, clear })
  return { selection, change, mark, clear }
}

function showBoxes(page: readonly string[], selection: Selection): void {
  for (const box of boxes()) box.checked = isSelected(selection, box.dataset.select ?? '')
  const whole = document.querySelector<HTMLInputElement>('[data-select-page]')
  if (whole === null) return
  const here = page.filter((id) => isSelected(selection, id)).length
  whole.checked = here > 0 && here === page.length
  whole.indeterminate = here > 0 && here < page.length
}
