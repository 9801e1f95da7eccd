'use client'
// A rule as boxes in boxes: conditions as sentences, joined by "et" or "ou". Each box says which, and can take one more.
import clsx from 'clsx'
import { FolderPlus, Plus, X } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { useId } from 'react'
import { Button } from '@/components/ui/button'
import { buttonClass } from '@/components/ui/button-class'
import { IconButton } from '@/components/ui/icon-button'
import { Select } from '@/components/ui/select'
import type { CustomerRule, RuleCondition } from '@/lib/customers/rule'
import type { RuleField } from '@/lib/customers/rule-fields'
import { RulePopover } from '../rule/rule-popover'

type RuleBuilderProps = {
  rule: CustomerRule
  onChange: (rule: CustomerRule) => void
  sentenceOf: (condition: RuleCondition) => string
  currency: string
  /** What this kind of segment cannot ask about. */
  without: readonly RuleField[]
  /** 0 for the whole rule. */
  depth?: number
  onRemove?: () => void
}

/** Boxes in boxes in boxes: as deep as a rule may be (lib/customers/rule.ts). */
const deepest = 3

export function RuleBuilder({ rule, onChange, sentenceOf, currency, without, depth = 0, onRemove }: RuleBuilderProps) {
  const t = useTranslations('segments')
  const f = useTranslations('filters')
  const id = useId()
  const parts = (next: CustomerRule['parts']) => onChange({ ...rule, parts: next })
  const replace = (at: number, part: CustomerRule['parts'][number]) =>
    parts(rule.parts.map((one, other) => (other === at ? part : one)))
  const remove = (at: number) => {
    parts(rule.parts.filter((_, other) => other !== at))
    // What was pressed is about to go: the next stop is the button that adds.
    document.getElementById(`${id}-add`)?.querySelector('button')?.focus()
  }
  return (
    <div
      role="group"
      aria-label={t(`match.${rule.match}`)}
      className={clsx(depth > 0 && 'flex-1 rounded border border-line bg-sunken p-3')}
    >
      <div className="flex items-center gap-2">
        <Select
          className="w-72 max-w-full"
          aria-label={t('builder.match')}
          value={rule.match}
          options={(['all', 'any'] as const).map((match) => ({ value: match, label: t(`match.${match}`) }))}
          onChange={(event) => onChange({ ...rule, match: event.target.value === 'any' ? 'any' : 'all' })}
        />
        {onRemove !== undefined && (
          <IconButton label={t('builder.removeBox')} icon={<X aria-hidden className="size-4" />} onClick={onRemove} />
        )}
      </div>
      <ul className="my-2 flex flex-col gap-1">
        {rule.parts.map((part, at) => (
          // By its place: what is edited stays the same line, and keeps the focus.
          <li key={at} className="flex flex-col gap-1">
            {at > 0 && <span className="pl-1 text-xs text-muted">{t(`joined.${rule.match}`)}</span>}
            {'parts' in part ? (
              <RuleBuilder
                rule={part}
                onChange={(next) => replace(at, next)}
                sentenceOf={sentenceOf}
                currency={currency}
                without={without}
                depth={depth + 1}
                onRemove={() => remove(at)}
              />
            ) : (
              <span className="flex max-w-full items-center self-start rounded border border-line bg-surface">
                <RulePopover
                  title={f('edit', { filter: sentenceOf(part) })}
                  label={f('edit', { filter: sentenceOf(part) })}
                  triggerClass="min-h-touch min-w-0 rounded-sm py-1 pl-3 text-left break-words"
                  trigger={sentenceOf(part)}
                  condition={part}
                  currency={currency}
                  without={without}
                  onApply={(made) => replace(at, made)}
                />
                <IconButton
                  label={t('builder.remove', { condition: sentenceOf(part) })}
                  icon={<X aria-hidden className="size-4" />}
                  onClick={() => remove(at)}
                />
              </span>
            )}
          </li>
        ))}
      </ul>
      <div className="flex flex-wrap gap-2">
        <span id={`${id}-add`} className="flex">
          <RulePopover
            title={t('builder.add')}
            triggerClass={buttonClass('secondary')}
            trigger={
              <>
                <Plus aria-hidden className="size-4" />
                {t('builder.add')}
              </>
            }
            condition={null}
            currency={currency}
            without={without}
            onApply={(made) => parts([...rule.parts, made])}
          />
        </span>
        {depth + 1 < deepest && (
          <Button
            variant="ghost"
            icon={<FolderPlus aria-hidden className="size-4" />}
            onClick={() => parts([...rule.parts, { match: rule.match === 'all' ? 'any' : 'all', parts: [] }])}
          >
            {t('builder.addBox')}
          </Button>
        )}
      </div>
    </div>
  )
}
