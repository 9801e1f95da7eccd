// The views every shop has. They are starting points: nobody changes them, everybody may keep a copy.
import type { RuleCondition } from '@/lib/customers/rule'
import type { ViewState } from './view-state'

export const presetViewIds = ['all', 'vip', 'quiet', 'new', 'no-consent'] as const
export type PresetViewId = (typeof presetViewIds)[number]

const everybody: ViewState = { query: '', where: [], sort: null, direction: 'desc', columns: null }
const whereOnly = (...where: RuleCondition[]): ViewState => ({ ...everybody, where })

export const presetViews: Record<PresetViewId, ViewState> = {
  all: everybody,
  vip: whereOnly({ field: 'segment', operator: 'in', values: ['vip'] }),
  quiet: whereOnly({ field: 'lastOrder', operator: 'quiet', values: ['90'] }),
  new: { ...whereOnly({ field: 'created', operator: 'within', values: ['30'] }), sort: 'created' },
  'no-consent': whereOnly(
    ...(['sms', 'whatsapp', 'email', 'phone'] as const).map((channel): RuleCondition => ({
      field: `consent.${channel}`,
      operator: 'notIn',
      values: ['granted'],
    })),
  ),
}

export const isPresetView = (id: string): id is PresetViewId => Object.hasOwn(presetViews, id)
