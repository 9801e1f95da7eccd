'use client'
// How the file's bytes become text: encoding, separator, header, broken accents; and the first rows as proof.
import { ArrowRight } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { Card } from '@/components/ui/card'
import { Checkbox } from '@/components/ui/checkbox'
import { Cell, DataTable, HeadCell, Row } from '@/components/ui/data-table'
import { Field } from '@/components/ui/field'
import { Notice } from '@/components/ui/notice'
import { Select } from '@/components/ui/select'
import { Switch } from '@/components/ui/switch'
import { type Delimiter, delimiters } from '@/lib/customers/import/delimiter'
import { fileEncodings } from '@/lib/customers/import/encoding'
import type { ImportSettings } from '@/lib/customers/import/import-settings'
import type { FilePreview } from '@/lib/server/import/sample-file'

const delimiterWords = { ';': 'semicolon', ',': 'comma', '\t': 'tab', '|': 'bar' } as const satisfies Record<Delimiter, string>

type ReadingCardProps = {
  settings: ImportSettings
  preview: FilePreview | null
  onChange: (changes: Partial<ImportSettings>) => void
}

export function ReadingCard({ settings, preview, onChange }: ReadingCardProps) {
  const t = useTranslations('imports.reading')
  const chosen = <T extends string>(all: readonly T[], value: string): T | undefined => all.find((one) => one === value)
  return (
    <Card title={t('title')} description={t('hint')}>
      <div className="flex flex-col gap-4">
        <div className="grid gap-4 sm:grid-cols-2">
          <Field label={t('encoding')}>
            {(control) => (
              <Select
                {...control}
                value={settings.encoding}
                options={fileEncodings.map((value) => ({ value, label: t(`encodings.${value}`) }))}
                onChange={({ target }) => {
                  const encoding = chosen(fileEncodings, target.value)
                  if (encoding !== undefined) onChange({ encoding })
                }}
              />
            )}
          </Field>
          <Field label={t('delimiter')}>
            {(control) => (
              <Select
                {...control}
                value={settings.delimiter}
                options={delimiters.map((value) => ({ value, label: t(`delimiters.${delimiterWords[value]}`) }))}
                onChange={({ target }) => {
                  const delimiter = chosen(delimiters, target.value)
                  if (delimiter !== undefined) onChange({ delimiter })
                }}
              />
            )}
          </Field>
        </div>
        <Checkbox
          label={t('header')}
          checked={settings.hasHeader}
          onChange={({ target }) => {
            onChange({ hasHeader: target.checked })
          }}
        />
        <div>
          <Switch
            label={t('repair')}
            hint={preview === null || preview.repairs.length === 0 ? t('repairNone') : t('repairFound')}
            checked={settings.repair}
            onChange={({ target }) => {
              onChange({ repair: target.checked })
            }}
          />
          {preview !== null && preview.repairs.length > 0 && (
            <ul className="mt-1 flex flex-col gap-1">
              {preview.repairs.map(({ before, after }) => (
                <li key={before} className="flex flex-wrap items-center gap-2">
                  <del className="break-all text-muted">{before}</del>
                  <ArrowRight aria-hidden className="size-3 shrink-0 text-muted" />
                  <ins className="break-all no-underline">{after}</ins>
                </li>
              ))}
            </ul>
          )}
        </div>
        {preview?.hasLostCharacters === true && <Notice tone="warn" title={t('lost')} />}
        {preview !== null && preview.rows.length > 0 && (
          <DataTable label={t('preview')} compact>
            <thead>
              <tr>
                {settings.columns.map(({ header }) => (
                  <HeadCell key={header}>{header}</HeadCell>
                ))}
              </tr>
            </thead>
            <tbody>
              {preview.rows.map((cells, at) => (
                <Row key={at}>
                  {cells.map((cell, column) => (
                    <Cell key={column}>{cell}</Cell>
                  ))}
                </Row>
              ))}
            </tbody>
          </DataTable>
        )}
      </div>
    </Card>
  )
}
