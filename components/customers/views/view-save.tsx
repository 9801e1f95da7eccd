'use client'
// Beside the filters while the list shows something else than its view keeps: keep it there, keep it as a new one, or go back.
import { useTranslations } from 'next-intl'
import Link from 'next/link'
import { lazy, Suspense, useState } from 'react'
import { buttonClass } from '@/components/ui/button-class'
import { Button } from '@/components/ui/button'
import type { ListState } from '../list-url'
import { useViewName } from './use-view-name'
import { useViewWork } from './use-view-work'
import { viewOf } from './view-of-list'
import type { ViewTab } from './view-tab'

const NameDialog = lazy(() => import('./view-name-dialog'))
const ConflictDialog = lazy(() => import('./view-conflict-dialog'))

type ViewSaveProps = { view: ViewTab; state: ListState; mayShare: boolean; suggestion: string }

export function ViewSave({ view, state, mayShare, suggestion }: ViewSaveProps) {
  const t = useTranslations('views')
  const name = useViewName()(view)
  const [naming, setNaming] = useState(false)
  const { change, pending, conflict, closeConflict } = useViewWork(view, name)
  return (
    <>
      {view.mayEdit && (
        <Button loading={pending} onClick={() => change({ state: viewOf(state) }, t('saved', { name }))}>
          {t('saveChanges')}
        </Button>
      )}
      <Button variant="ghost" onClick={() => setNaming(true)}>
        {t('saveNew')}
      </Button>
      {view.name !== null && (
        <Link href={view.href} scroll={false} className={buttonClass('ghost', 'text-muted')}>
          {t('reset')}
        </Link>
      )}
      <Suspense fallback={null}>
        {naming && (
          <NameDialog
            purpose="new"
            name={suggestion}
            state={state}
            mayShare={mayShare}
            onRename={() => undefined}
            onClose={() => setNaming(false)}
          />
        )}
        {conflict !== null && <ConflictDialog id={view.id} name={name} conflict={conflict} onClose={closeConflict} />}
      </Suspense>
    </>
  )
}
