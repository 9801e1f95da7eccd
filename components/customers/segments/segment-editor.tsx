'use client'
// The builder of a segment: name, colour, rule, and beside it how many it would be. What somebody else saved meanwhile is
// shown and can be taken or overruled.
import { Save } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { useRouter } from 'next/navigation'
import { useState, useTransition } from 'react'
import { saveNewSegment, saveSegment } from '@/app/dashboard/customers/segments/actions'
import { useShortcuts } from '@/components/keys/use-shortcuts'
import { Button } from '@/components/ui/button'
import { Card } from '@/components/ui/card'
import { Field } from '@/components/ui/field'
import { Input } from '@/components/ui/input'
import { Tag } from '@/components/ui/tag'
import { toast } from '@/components/ui/toast'
import type { CustomerRule } from '@/lib/customers/rule'
import { circularFields } from '@/lib/segments/circular-fields'
import type { SegmentKind } from '@/lib/segments/segment'
import { conditionSentence } from '../rule/condition-sentence'
import { ColorChoice } from './color-choice'
import { DeleteSegmentButton } from './delete-segment-button'
import { LiveCount } from './live-count'
import { RuleBuilder } from './rule-builder'
import { segmentHref } from './segment-paths'
import { type Theirs, TheirVersion } from './their-version'
import { useSentenceWords } from './use-sentence-words'

export interface EditedSegment {
  /** null: a new one. */
  id: string | null
  kind: SegmentKind
  /** As people read it. */
  name: string
  color: string | null
  rule: CustomerRule
  version: number
  /** Everybody else: there is nothing to ask. */
  isLast: boolean
}

type SegmentEditorProps = { segment: EditedSegment; currency: string; named: { id: string; label: string }[] }
type Draft = Pick<EditedSegment, 'name' | 'color' | 'rule'>

export function SegmentEditor({ segment, currency, named }: SegmentEditorProps) {
  const t = useTranslations('segments')
  const words = useSentenceWords(currency, named)
  const { draft, change, problem, theirs, pending, save, take, insist } = useSegmentWork(segment)
  useShortcuts({ save: pending ? null : save })
  const mayRename = segment.id === null || segment.kind === 'group'
  return (
    <div className="grid gap-4 lg:grid-cols-[minmax(0,1fr)_260px] lg:items-start">
      <div className="flex min-w-0 flex-col gap-4">
        {theirs !== null && <TheirVersion theirs={theirs} words={words} onTake={take} onInsist={insist} pending={pending} />}
        <Card title={t('builder.who')} description={segment.isLast ? undefined : t('builder.whoHint')}>
          {segment.isLast ? (
            <p className="text-muted">{t('lastHint')}</p>
          ) : (
            <RuleBuilder
              rule={draft.rule}
              onChange={(rule) => change({ rule })}
              sentenceOf={(condition) => conditionSentence(words, condition)}
              currency={currency}
              without={circularFields(segment.kind)}
            />
          )}
          {problem?.rule !== undefined && (
            <p role="alert" className="mt-3 text-danger">
              {problem.rule}
            </p>
          )}
        </Card>
        <Card title={t('builder.label')}>
          <div className="flex flex-wrap gap-4">
            {mayRename && (
              <Field
                label={t('builder.name')}
                hint={segment.kind === 'level' ? t('builder.levelName') : undefined}
                error={problem?.name}
                className="min-w-0 flex-1 basis-60"
              >
                {(control) => (
                  <Input
                    {...control}
                    value={draft.name}
                    maxLength={60}
                    autoComplete="off"
                    onChange={(event) => change({ name: event.target.value })}
                  />
                )}
              </Field>
            )}
            <Field label={t('builder.color')} className="min-w-0 flex-1 basis-40">
              {(control) => <ColorChoice id={control.id} value={draft.color} onChoose={(color) => change({ color })} />}
            </Field>
          </div>
          <p className="mt-3">
            <Tag label={draft.name.trim() === '' ? t('builder.unnamed') : draft.name} color={draft.color} />
          </p>
        </Card>
        <div className="flex flex-wrap items-center gap-3">
          <Button variant="primary" icon={<Save aria-hidden className="size-4" />} onClick={save} disabled={pending}>
            {t(segment.id === null ? 'builder.create' : 'builder.save')}
          </Button>
          {segment.id !== null && !segment.isLast && <DeleteSegmentButton id={segment.id} name={segment.name} />}
          {problem?.other !== undefined && (
            <p role="alert" className="text-danger">
              {problem.other}
            </p>
          )}
        </div>
      </div>
      {!segment.isLast && (
        <Card title={t('builder.live')} className="lg:sticky lg:top-20">
          <LiveCount kind={segment.kind} rule={draft.rule} />
        </Card>
      )}
    </div>
  )
}

type Problem = { rule?: string | undefined; name?: string | undefined; other?: string | undefined }

function useSegmentWork(segment: EditedSegment) {
  const t = useTranslations('segments')
  const router = useRouter()
  const [pending, start] = useTransition()
  const [draft, setDraft] = useState<Draft>({ name: segment.name, color: segment.color, rule: segment.rule })
  const [version, setVersion] = useState(segment.version)
  const [problem, setProblem] = useState<Problem | null>(null)
  const [theirs, setTheirs] = useState<Theirs | null>(null)

  const refuse = (result: { message: string; issues: { path: string; message: string }[] } | null) => {
    if (result === null) return setProblem({ other: t('unreachable') })
    const of = (name: string) => result.issues.find(({ path }) => path === name)?.message
    const rule = result.issues.find(({ path }) => path.startsWith('parts') || path.startsWith('rule'))?.message
    const name = of('name')
    setProblem(rule === undefined && name === undefined ? { other: result.message } : { rule, name })
  }
  const send = (expected: number) => {
    const { id, kind } = segment
    setProblem(null)
    start(async () => {
      if (id === null) {
        const made = await saveNewSegment({ kind, ...draft }).catch(() => null)
        if (made?.ok !== true) return refuse(made)
        toast({ tone: 'ok', title: t('builder.created', { name: draft.name.trim() }) })
        return router.replace(segmentHref(made.data.id))
      }
      const { name, color, rule } = draft
      const change = { ...(kind === 'group' ? { name } : {}), color, ...(segment.isLast ? {} : { rule }) }
      const saved = await saveSegment({ id, version: expected, ...change }).catch(() => null)
      if (saved?.ok !== true) return refuse(saved)
      if (saved.data.status === 'conflict') return setTheirs(saved.data.theirs)
      setTheirs(null)
      setVersion(saved.data.version)
      toast({ tone: 'ok', title: t('builder.saved') })
    })
  }
  return {
    draft,
    problem,
    theirs,
    pending,
    change: (part: Partial<Draft>) => {
      setDraft({ ...draft, ...part })
      setProblem(null)
    },
    save: () => send(version),
    take: () => {
      if (theirs === null) return
      setDraft({ name: theirs.name ?? segment.name, color: theirs.color, rule: theirs.rule })
      setVersion(theirs.version)
      setTheirs(null)
    },
    insist: () => {
      if (theirs !== null) send(theirs.version)
    },
  }
}
