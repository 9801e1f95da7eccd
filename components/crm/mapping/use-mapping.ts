'use client'
// The form's state beside what is saved: what differs, saving with the version that was seen, and somebody else's save in between.
import { useRouter } from 'next/navigation'
import { useTranslations } from 'next-intl'
import { useState, useTransition } from 'react'
import { saveMapping } from '@/app/dashboard/settings/crm/[connectionId]/mapping/actions'
import { toast } from '@/components/ui/toast'
import type { MappingView } from '@/lib/server/field-mapping-settings'
import type { StageTable } from '@/lib/server/field-mapping-stages'
import { countChanges } from './count-changes'

type Draft = { fields: Readonly<Record<string, string>>; stages: StageTable; own: string[] }

const draftOf = ({ saved, ours }: MappingView): Draft => ({
  ...saved,
  own: Object.keys(saved.fields).filter((name) => !ours.some((field) => field.name === name)),
})

export function useMapping(view: MappingView) {
  const t = useTranslations('settings.crm')
  const router = useRouter()
  /** What is saved as far as this form knows; the page may know better once it is brought up to date. */
  const [base, setBase] = useState({ version: view.connection.version, saved: view.saved })
  const [draft, setDraft] = useState<Draft>(() => draftOf(view))
  const [failure, setFailure] = useState<string | null>(null)
  const [newer, setNewer] = useState<number | null>(null)
  const [pending, start] = useTransition()
  const changes = countChanges(base.saved, draft)

  // A newer page replaces what nobody is editing, and nothing else.
  if (view.connection.version > base.version && changes === 0) {
    setBase({ version: view.connection.version, saved: view.saved })
    setDraft(draftOf(view))
  }

  const saveAt = (expectedVersion: number) => {
    start(async () => {
      const { fields, stages } = draft
      const result = await saveMapping({ connectionId: view.connection.id, expectedVersion, fields, stages }).catch(() => null)
      if (result?.ok === true) {
        setFailure(null)
        setNewer(null)
        setBase({ version: result.data.version, saved: { fields, stages } })
        toast({ tone: 'ok', title: t('mapping.saved') })
        return
      }
      const { currentVersion } = result?.params ?? {}
      if (result?.reason === 'stale_version' && typeof currentVersion === 'number') return setNewer(currentVersion)
      setFailure(result === null ? t('unreachable') : (result.issues[0]?.message ?? result.message))
    })
  }
  const backTo = (saved: MappingView['saved']) => {
    setDraft(draftOf({ ...view, saved }))
    setFailure(null)
    setNewer(null)
  }
  return {
    ...draft,
    changes,
    failure,
    pending,
    conflict: newer !== null,
    setField: (ours: string, theirs: string | null) => {
      const rest = Object.entries(draft.fields).filter(([name]) => name !== ours)
      setDraft({ ...draft, fields: Object.fromEntries(theirs === null ? rest : [...rest, [ours, theirs]]) })
    },
    setStages: (stages: StageTable) => {
      setDraft({ ...draft, stages })
    },
    addOwn: (name: string) => {
      if (!draft.own.includes(name)) setDraft({ ...draft, own: [...draft.own, name] })
    },
    removeOwn: (name: string) => {
      const rest = Object.entries(draft.fields).filter(([ours]) => ours !== name)
      setDraft({ ...draft, fields: Object.fromEntries(rest), own: draft.own.filter((one) => one !== name) })
    },
    reset: () => {
      backTo(base.saved)
    },
    save: () => {
      saveAt(base.version)
    },
    /** Over the other person's choices, which the notice has told of. */
    keepMine: () => {
      if (newer !== null) saveAt(newer)
    },
    takeTheirs: () => {
      backTo(base.saved)
      router.refresh()
    },
  }
}
