'use client'
// What happens to records that exist already, and where the file's agreements come from.
import { useTranslations } from 'next-intl'
import { useId, useState } from 'react'
import { Card } from '@/components/ui/card'
import { Checkbox } from '@/components/ui/checkbox'
import { Field } from '@/components/ui/field'
import { Input } from '@/components/ui/input'
import { type ImportSettings, policies } from '@/lib/customers/import/import-settings'

type PolicyCardProps = { settings: ImportSettings; onChange: (changes: Partial<ImportSettings>) => void }

export function PolicyCard({ settings, onChange }: PolicyCardProps) {
  const t = useTranslations('imports.policy')
  const name = useId()
  const [source, setSource] = useState(settings.consentSource ?? '')
  const hasConsents = settings.columns.some(({ target }) => target.startsWith('consent'))
  const saveSource = () => {
    const text = source.trim()
    if (text !== (settings.consentSource ?? '')) onChange({ consentSource: text === '' ? null : text })
  }
  return (
    <Card title={t('title')}>
      <div className="flex flex-col gap-4">
        <fieldset className="flex flex-col">
          <legend className="sr-only">{t('title')}</legend>
          {policies.map((policy) => (
            <label key={policy} className="flex min-h-touch cursor-pointer items-center gap-3 py-1">
              <input
                type="radio"
                name={name}
                value={policy}
                checked={settings.policy === policy}
                onChange={() => {
                  onChange({ policy })
                }}
                className="size-4 shrink-0 cursor-pointer accent-ink"
              />
              <span>
                {t(`name.${policy}`)}
                <span className="block text-xs text-muted">{t(`hint.${policy}`)}</span>
              </span>
            </label>
          ))}
          {settings.policy === 'overwrite' && (
            <Checkbox
              className="ml-7"
              label={t('overTeam')}
              hint={t('overTeamHint')}
              checked={settings.overTeam}
              onChange={({ target }) => {
                onChange({ overTeam: target.checked })
              }}
            />
          )}
        </fieldset>
        {hasConsents && (
          <form
            onSubmit={(event) => {
              event.preventDefault()
              saveSource()
            }}
          >
            <Field label={t('source')} hint={t('sourceHint')}>
              {(control) => (
                <Input
                  {...control}
                  value={source}
                  maxLength={200}
                  onChange={({ target }) => {
                    setSource(target.value)
                  }}
                  onBlur={saveSource}
                />
              )}
            </Field>
          </form>
        )}
      </div>
    </Card>
  )
}
