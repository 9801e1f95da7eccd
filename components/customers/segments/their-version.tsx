'use client'
// What somebody else saved of a segment while this person was at it, to be taken or overruled.
import { useTranslations } from 'next-intl'
import { Button } from '@/components/ui/button'
import { Notice } from '@/components/ui/notice'
import type { CustomerRule } from '@/lib/customers/rule'
import type { SentenceWords } from '../rule/condition-sentence'
import { ruleSentence } from './rule-sentence'

export interface Theirs {
  name: string | null
  color: string | null
  rule: CustomerRule
  version: number
  updatedBy: string | null
}

type TheirVersionProps = { theirs: Theirs; words: SentenceWords; pending: boolean; onTake: () => void; onInsist: () => void }

export function TheirVersion({ theirs, words, pending, onTake, onInsist }: TheirVersionProps) {
  const t = useTranslations('segments')
  return (
    <Notice
      tone="warn"
      title={t('conflict.title', { name: theirs.updatedBy ?? t('conflict.somebody') })}
      action={
        <div className="flex flex-wrap gap-2">
          <Button onClick={onTake} disabled={pending}>
            {t('conflict.take')}
          </Button>
          <Button onClick={onInsist} disabled={pending}>
            {t('conflict.keep')}
          </Button>
        </div>
      }
    >
      {theirs.name !== null && <p className="font-medium break-words">{theirs.name}</p>}
      <p className="break-words">{ruleSentence(t, words, theirs.rule)}</p>
    </Notice>
  )
}
