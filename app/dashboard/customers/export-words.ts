// The words of an exported file, in the reader's language.
import { getTranslations } from 'next-intl/server'
import { channelLabel, segmentLabel } from '@/components/customers/customer-words'
import type { ExportWords } from '@/lib/server/export-customers'

export async function exportWords(): Promise<ExportWords & { fileName: string }> {
  const [t, words] = await Promise.all([getTranslations('imports'), getTranslations('customers')])
  return {
    header: (column) => t(`exported.${column}`),
    segment: (segment) => segmentLabel(words, segment),
    channel: (channel) => channelLabel(words, channel),
    yes: t('exported.yes'),
    no: t('exported.no'),
    fileName: `${t('exported.file')}-${new Date().toISOString().slice(0, 10)}.csv`,
  }
}
