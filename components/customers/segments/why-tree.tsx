// A rule's conditions with what became of each: a tick or a cross, the question, and what the customer has there.
import clsx from 'clsx'
import { Check, X } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { isWhyGroup, type WhyGroup } from './why-data'

export function WhyTree({ rule, isInner = false }: { rule: WhyGroup; isInner?: boolean }) {
  const t = useTranslations('segments')
  if (rule.parts.length === 0) return <p className="text-muted">{t('everybodyElse')}</p>
  return (
    <div className={clsx(isInner && 'border-l-2 border-line pl-3')}>
      {(rule.parts.length > 1 || isInner) && <p className="text-xs text-muted">{t(`match.${rule.match}`)}</p>}
      <ul>
        {rule.parts.map((part, at) => (
          <li key={at} className="flex gap-2 py-1">
            {isWhyGroup(part) ? (
              <WhyTree rule={part} isInner />
            ) : (
              <>
                <Answer holds={part.holds} />
                <span className="min-w-0">
                  <span className="break-words">{part.text}</span>
                  <span className="block text-xs break-words text-muted">
                    {part.value === null ? t('why.nothing') : t('why.has', { value: part.value })}
                  </span>
                </span>
              </>
            )}
          </li>
        ))}
      </ul>
    </div>
  )
}

export function Answer({ holds }: { holds: boolean }) {
  const t = useTranslations('segments')
  const Icon = holds ? Check : X
  return (
    <>
      <Icon aria-hidden className={clsx('mt-1 size-3 shrink-0', holds ? 'text-ok' : 'text-muted')} />
      <span className="sr-only">{t(holds ? 'why.yes' : 'why.no')}</span>
    </>
  )
}
