'use client'
// The mapping as it stands in the form, on one real customer: what would be written there and what would be read here. Nothing is saved.
import { useTranslations } from 'next-intl'
import { useState, useTransition } from 'react'
import { previewMapping } from '@/app/dashboard/settings/crm/[connectionId]/mapping/actions'
import { Button } from '@/components/ui/button'
import { Card } from '@/components/ui/card'
import { Field } from '@/components/ui/field'
import { Input } from '@/components/ui/input'
import { Notice } from '@/components/ui/notice'
import type { MappingPreview as Preview } from '@/lib/server/field-mapping-preview'
import type { StageTable } from '@/lib/server/field-mapping-stages'
import { PreviewTable } from './preview-table'

type MappingPreviewProps = {
  connectionId: string
  label: string
  fields: Readonly<Record<string, string>>
  stages: StageTable
  /** The reader's words for our fields. */
  nameOf: (ours: string) => string
}

export function MappingPreview({ connectionId, label, fields, stages, nameOf }: MappingPreviewProps) {
  const t = useTranslations('settings.crm')
  const [who, setWho] = useState('')
  const [shown, setShown] = useState<{ asked: string; preview: Preview } | null>(null)
  const [failure, setFailure] = useState<string | null>(null)
  const [pending, start] = useTransition()
  const show = () => {
    start(async () => {
      const result = await previewMapping({ connectionId, fields, stages, who }).catch(() => null)
      if (result?.ok === true) {
        setFailure(null)
        setShown({ asked: who.trim(), preview: result.data })
      } else {
        setShown(null)
        setFailure(result?.message ?? t('unreachable'))
      }
    })
  }
  return (
    <Card title={t('mapping.preview.title')} description={t('mapping.preview.hint')}>
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault()
          show()
        }}
      >
        <Field label={t('mapping.preview.who')} className="max-w-form">
          {(control) => (
            <span className="flex flex-wrap gap-2">
              <Input
                {...control}
                value={who}
                maxLength={254}
                autoComplete="off"
                className="min-w-0 flex-1 basis-48"
                onChange={(event) => {
                  setWho(event.target.value)
                }}
              />
              <Button type="submit" loading={pending}>
                {t('mapping.preview.show')}
              </Button>
            </span>
          )}
        </Field>
      </form>
      <div aria-live="polite" className="mt-4 empty:hidden">
        {failure !== null && <Notice tone="warn" title={failure} />}
        {shown?.preview.person === null && (
          <Notice
            tone="info"
            title={shown.asked === '' ? t('mapping.preview.nobodyLinked', { label }) : t('mapping.preview.nobody', { label })}
          />
        )}
        {shown !== null && shown.preview.person !== null && (
          <PreviewTable label={label} preview={shown.preview} person={shown.preview.person} nameOf={nameOf} />
        )}
      </div>
    </Card>
  )
}
