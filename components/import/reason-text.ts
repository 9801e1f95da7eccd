// Why a row was not imported, in the reader's words.
import type { useTranslations } from 'next-intl'
import type { RowReason } from '@/lib/customers/import/read-row'

export type ImportWords = ReturnType<typeof useTranslations<'imports'>>

/** Values that a text does not use are ignored; those it needs are always given by who refuses. */
export function reasonText(t: ImportWords, { reason, params }: RowReason): string {
  const { value = '', first = '', second = '', name = '', given = '', count = '' } = params
  return t(`reason.${reason}`, { value, first, second, name, given, count })
}
