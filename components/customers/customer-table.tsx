'use client'
// The list itself: TanStack's table over rows that the server sorted and paged; on a phone each line keeps name, reach and last contact.
import { createColumnHelper, rowSortingFeature, tableFeatures, useTable } from '@tanstack/react-table'
import clsx from 'clsx'
import { useTranslations } from 'next-intl'
import { type MouseEvent, useMemo } from 'react'
import { Cell, DataTable, HeadCell, Row } from '@/components/ui/data-table'
import { type ListColumn, listColumns, readColumns } from '@/lib/views/list-columns'
import { ColumnCell, NameCell } from './customer-cells'
import type { CustomerRow } from './customer-row'
import { SelectBox } from './selection/select-box'
import { columnsInForce, firstDirection, listHref, type ListSort, type ListState, listSorts, sortInForce } from './list-url'

const features = tableFeatures({ rowSortingFeature })
const column = createColumnHelper<typeof features, CustomerRow>()

const asListSort = (id: string): ListSort | undefined => listSorts.find((name) => name === id)

const nameColumn = column.display({
  id: 'name',
  enableSorting: true,
  sortDescFirst: false,
  cell: ({ row }) => <NameCell row={row.original} />,
})
const otherColumns = new Map(
  listColumns.map((name) => [
    name,
    column.display({
      id: name,
      enableSorting: asListSort(name) !== undefined,
      sortDescFirst: true,
      cell: ({ row }) => <ColumnCell column={name} row={row.original} />,
    }),
  ]),
)

// Of the usual columns some give way when the screen narrows; what somebody chose stays, and the lines are moved sideways.
const narrow: Partial<Record<ListColumn, string>> = {
  phone: 'max-md:hidden',
  email: 'max-xl:hidden',
  segment: 'max-lg:hidden',
  orders: 'max-xl:hidden',
  spent: 'max-md:hidden',
  consents: 'max-xl:hidden',
}
const looks: Partial<Record<ListColumn, string>> = {
  phone: 'tabular-nums',
  email: 'max-w-60 truncate',
  contact: 'max-md:text-right',
}
const numeric = new Set<string>(['orders', 'spent', 'average'])

function lookOf(id: string, isChosen: boolean): string {
  // The name takes what the other columns leave, and stays in sight when they are moved.
  if (id === 'name')
    return clsx(
      'w-full max-w-0 py-1',
      isChosen &&
        'md:sticky md:left-0 md:z-10 md:min-w-60 md:border-r md:bg-surface md:group-hover:bg-sunken md:group-focus-within:bg-sunken md:group-has-checked:bg-info-soft md:group-data-peeked:bg-info-soft',
    )
  const name = listColumns.find((one) => one === id)
  if (name === undefined) return ''
  return clsx(looks[name], isChosen ? name !== 'contact' && 'max-md:hidden' : narrow[name])
}

type CustomerTableProps = { rows: CustomerRow[]; state: ListState; mayChange: boolean }

/** @param mayChange lines can be selected */
export function CustomerTable({ rows, state, mayChange }: CustomerTableProps) {
  const t = useTranslations('customers.list')
  const select = useTranslations('bulk.select')
  const unknown = useTranslations('customers')('unknown')
  const sort = sortInForce(state)
  const isChosen = state.columns !== null
  const shown = columnsInForce(state).join()
  const columns = useMemo(
    () => column.columns([nameColumn, ...readColumns(shown.split(',')).flatMap((name) => otherColumns.get(name) ?? [])]),
    [shown],
  )
  const sorting = useMemo(
    () => (sort === 'relevance' ? [] : [{ id: sort, desc: state.direction === 'desc' }]),
    [sort, state.direction],
  )
  const table = useTable({
    features,
    columns,
    data: rows,
    state: { sorting },
    manualSorting: true,
    enableSortingRemoval: false,
    getRowId: (row) => row.id,
  })
  return (
    <DataTable label={t('label')}>
      <thead className="max-md:sr-only">
        {table.getHeaderGroups().map((group) => (
          <tr key={group.id}>
            {mayChange && (
              <HeadCell className="px-0! max-md:hidden">
                <SelectBox label={select('page')} />
              </HeadCell>
            )}
            {group.headers.map(({ id }) => {
              const by = asListSort(id)
              const isInForce = by !== undefined && by === sort
              const turned = state.direction === 'desc' ? 'asc' : 'desc'
              return (
                <HeadCell
                  key={id}
                  numeric={numeric.has(id)}
                  className={clsx(lookOf(id, isChosen), id === 'name' && isChosen && 'md:z-20')}
                  sort={
                    by === undefined
                      ? undefined
                      : {
                          href: listHref(state, { sort: by, direction: isInForce ? turned : firstDirection[by] }),
                          direction: isInForce ? state.direction : null,
                        }
                  }
                >
                  {t(`columns.${listColumns.find((name) => name === id) ?? 'name'}`)}
                </HeadCell>
              )
            })}
          </tr>
        ))}
      </thead>
      <tbody onClick={isChosen ? openLine : undefined}>
        {table.getRowModel().rows.map((row) => (
          <Row
            key={row.id}
            data-row={row.id}
            className={clsx('scroll-mb-28 scroll-mt-16 has-checked:bg-info-soft', isChosen && 'cursor-pointer')}
          >
            {mayChange && (
              <Cell flush className="w-row select-none">
                <SelectBox id={row.id} label={select('row', { name: row.original.name ?? unknown })} />
              </Cell>
            )}
            {row.getAllCells().map((cell) => (
              <Cell key={cell.id} numeric={numeric.has(cell.column.id)} className={lookOf(cell.column.id, isChosen)}>
                <table.FlexRender cell={cell} />
              </Cell>
            ))}
          </Row>
        ))}
      </tbody>
    </DataTable>
  )
}

/** A name that stays in sight holds its link to itself: the rest of the line then opens by being told so. */
function openLine(event: MouseEvent) {
  if (!(event.target instanceof Element) || event.target.closest('a, button, input, label') !== null) return
  const link = event.target.closest('tr')?.querySelector('[data-row-link]')
  const { ctrlKey, metaKey, shiftKey } = event
  link?.dispatchEvent(new window.MouseEvent('click', { bubbles: true, cancelable: true, ctrlKey, metaKey, shiftKey }))
}
