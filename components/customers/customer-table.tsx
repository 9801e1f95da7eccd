'use client'
// The list itself: TanStack's table over rows that the server sorted and paged; on a phone each line keeps name, reach and last contact.
import { createColumnHelper, rowSortingFeature, tableFeatures, useTable } from '@tanstack/react-table'
import { useTranslations } from 'next-intl'
import { useMemo } from 'react'
import { Cell, DataTable, HeadCell, Row } from '@/components/ui/data-table'
import { ContactCell, NameCell, SegmentCell, TextCell } from './customer-cells'
import type { CustomerRow } from './customer-row'
import { listHref, type ListSort, type ListState, listSorts, sortInForce } from './list-url'

const features = tableFeatures({ rowSortingFeature })
const column = createColumnHelper<typeof features, CustomerRow>()

// What gives way first when the screen narrows: e-mail and purchases, then phone and segment.
const columns = column.columns([
  column.accessor('name', { id: 'name', sortDescFirst: false, cell: ({ row }) => <NameCell row={row.original} /> }),
  column.accessor('phone', { id: 'phone', enableSorting: false, cell: ({ row }) => <TextCell value={row.original.phone} /> }),
  column.accessor('email', { id: 'email', enableSorting: false, cell: ({ row }) => <TextCell value={row.original.email} /> }),
  column.accessor('segment', {
    id: 'segment',
    enableSorting: false,
    cell: ({ row }) => <SegmentCell segment={row.original.segment} />,
  }),
  column.accessor('contactAt', { id: 'contact', sortDescFirst: true, cell: ({ row }) => <ContactCell row={row.original} /> }),
  column.accessor('orders', { id: 'orders', sortDescFirst: true, cell: ({ row }) => row.original.orders }),
  column.accessor('spent', { id: 'spent', sortDescFirst: true, cell: ({ row }) => <TextCell value={row.original.spent} /> }),
])

const looks: Record<string, string> = {
  // What the other columns leave.
  name: 'w-full max-w-0 py-1',
  phone: 'max-md:hidden tabular-nums',
  email: 'max-xl:hidden max-w-60 truncate',
  segment: 'max-md:hidden',
  contact: 'max-md:text-right',
  orders: 'max-xl:hidden',
  spent: 'max-md:hidden',
}
const numeric = new Set(['orders', 'spent'])
const asListSort = (id: string): ListSort | undefined => listSorts.find((name) => name === id)

export function CustomerTable({ rows, state }: { rows: CustomerRow[]; state: ListState }) {
  const t = useTranslations('customers.list')
  const sort = sortInForce(state)
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
            {group.headers.map(({ id, column: heading }) => {
              const by = asListSort(id)
              const next = by !== undefined && heading.getCanSort() ? heading.getNextSortingOrder() : false
              return (
                <HeadCell
                  key={id}
                  numeric={numeric.has(id)}
                  className={looks[id]}
                  sort={
                    by === undefined || next === false
                      ? undefined
                      : { href: listHref(state, { sort: by, direction: next }), direction: heading.getIsSorted() || null }
                  }
                >
                  {t(`columns.${columnWord(id)}`)}
                </HeadCell>
              )
            })}
          </tr>
        ))}
      </thead>
      <tbody>
        {table.getRowModel().rows.map((row) => (
          <Row key={row.id} data-row={row.id}>
            {row.getAllCells().map((cell) => (
              <Cell key={cell.id} numeric={numeric.has(cell.column.id)} className={looks[cell.column.id]}>
                <table.FlexRender cell={cell} />
              </Cell>
            ))}
          </Row>
        ))}
      </tbody>
    </DataTable>
  )
}

const columnWords = ['name', 'phone', 'email', 'segment', 'contact', 'orders', 'spent'] as const
const columnWord = (id: string) => columnWords.find((name) => name === id) ?? 'name'
