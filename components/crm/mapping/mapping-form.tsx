'use client'
// The mapping of one linked system: fields, stages, a preview, and one save for all of it.
import { useRouter } from 'next/navigation'
import { useTranslations } from 'next-intl'
import { Card } from '@/components/ui/card'
import { Notice } from '@/components/ui/notice'
import type { MappingView } from '@/lib/server/field-mapping-settings'
import { AddOwnField } from './add-own-field'
import { MappingPreview } from './mapping-preview'
import { MappingRow } from './mapping-row'
import { MissingFields } from './missing-fields'
import { blocks, checkRow, type OurField } from './row-check'
import { SaveBar } from './save-bar'
import { SavedRow, SavedStages } from './saved-mapping'
import { StageTable } from './stage-table'
import { UnreadableSchema } from './unreadable-schema'
import { useMapping } from './use-mapping'

type MappingFormProps = {
  view: MappingView
  /** The reader's words for our fields, by name. */
  names: Readonly<Record<string, string>>
  mayWrite: boolean
}

const ownPrefix = 'metadata.'

export function MappingForm({ view, names, mayWrite }: MappingFormProps) {
  const t = useTranslations('settings.crm.mapping')
  const router = useRouter()
  const edit = useMapping(view)
  const { connection, live } = view
  const { label } = connection
  const { fields, stages, own } = edit
  const catalogue = live?.fields ?? []
  const reserved = live?.reserved ?? {}
  const disabled = !mayWrite || live === null || edit.pending
  const nameOf = (name: string): string => names[name] ?? name.replace(ownPrefix, '')
  const rows: OurField[] = [...view.ours, ...own.map((name) => ({ name, accepts: view.ownAccepts, values: [] }))]
  const blocked = live !== null && rows.some((row) => blocks(checkRow(row, fields, catalogue, reserved)))

  return (
    <div className="flex flex-col gap-6">
      {live === null && (
        <UnreadableSchema
          label={label}
          why={view.trouble}
          onRetry={() => {
            router.refresh()
          }}
        />
      )}
      {live !== null && <MissingFields connectionId={connection.id} label={label} missing={live.missing} mayWrite={mayWrite} />}
      {live?.fields.length === 0 && (
        <Notice tone="info" title={t('noFieldsTitle', { label })}>
          {t('noFieldsBody')}
        </Notice>
      )}
      {view.turned.length > 0 && (
        <Notice tone="info" title={t('turnedTitle')}>
          {t('turnedBody')} {view.turned.map(nameOf).join(', ')}
        </Notice>
      )}
      <Card title={t('fieldsTitle')} description={t('fieldsHint')} flush>
        <div
          aria-hidden
          className="hidden gap-x-4 border-b border-line px-4 py-2 text-xs font-medium text-muted md:grid md:grid-cols-[minmax(120px,1fr)_minmax(0,2fr)_minmax(0,2fr)]"
        >
          <span>{t('here')}</span>
          <span>{t('there', { label })}</span>
          {live !== null && <span>{t('checks')}</span>}
        </div>
        <ul className="divide-y divide-line">
          {live === null
            ? rows.map(({ name }) => <SavedRow key={name} name={nameOf(name)} theirs={fields[name] ?? t('usual')} />)
            : rows.map((row) => (
                <MappingRow
                  key={row.name}
                  own={{ ...row, label: nameOf(row.name) }}
                  label={label}
                  mapping={fields}
                  catalogue={catalogue}
                  reserved={reserved}
                  disabled={disabled}
                  onChange={(theirs) => {
                    edit.setField(row.name, theirs)
                  }}
                  onRemove={
                    own.includes(row.name) && mayWrite
                      ? () => {
                          edit.removeOwn(row.name)
                        }
                      : undefined
                  }
                />
              ))}
        </ul>
        {!disabled && (
          <AddOwnField
            onAdd={(key) => {
              edit.addOwn(`${ownPrefix}${key}`)
            }}
          />
        )}
      </Card>
      {live === null && <SavedStages stages={stages} />}
      {live !== null && live.stages.length > 0 && (
        <StageTable
          label={label}
          segments={view.segments}
          stages={live.stages}
          value={stages}
          disabled={disabled}
          onChange={edit.setStages}
        />
      )}
      {live !== null && mayWrite && (
        <MappingPreview connectionId={connection.id} label={label} fields={fields} stages={stages} nameOf={nameOf} />
      )}
      {mayWrite && live !== null && (
        <SaveBar
          changes={edit.changes}
          blocked={blocked}
          pending={edit.pending}
          failure={edit.failure}
          conflict={edit.conflict}
          onSave={edit.save}
          onReset={edit.reset}
          onKeepMine={edit.keepMine}
          onTakeTheirs={edit.takeTheirs}
        />
      )}
    </div>
  )
}
