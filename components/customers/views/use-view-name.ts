// What a view is called; the shop's presets have their names in the reader's language.
import { useTranslations } from 'next-intl'
import { isPresetView } from '@/lib/views/preset-views'
import type { ViewTab } from './view-tab'

export function useViewName(): (view: Pick<ViewTab, 'id' | 'name'>) => string {
  const t = useTranslations('views')
  return ({ id, name }) => name ?? (isPresetView(id) ? t(`presets.${id}`) : id)
}
