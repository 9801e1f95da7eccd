'use client'
// Adds a line for a piece of information that the shop keeps in its records under a name of its own.
import { Plus } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { useState } from 'react'
import { Button } from '@/components/ui/button'
import { Field } from '@/components/ui/field'
import { Input } from '@/components/ui/input'

export function AddOwnField({ onAdd }: { onAdd: (key: string) => void }) {
  const t = useTranslations('settings.crm.mapping.own')
  const [key, setKey] = useState('')
  return (
    <form
      noValidate
      className="flex items-end gap-2 border-t border-line px-4 py-3"
      onSubmit={(event) => {
        event.preventDefault()
        if (key.trim() === '') return
        onAdd(key.trim())
        setKey('')
      }}
    >
      <Field label={t('label')} hint={t('hint')} className="max-w-96 min-w-0 flex-1">
        {(control) => (
          <span className="flex gap-2">
            <Input
              {...control}
              value={key}
              maxLength={100}
              autoComplete="off"
              onChange={(event) => {
                setKey(event.target.value)
              }}
            />
            <Button type="submit" icon={<Plus aria-hidden className="size-4" />}>
              {t('add')}
            </Button>
          </span>
        )}
      </Field>
    </form>
  )
}
