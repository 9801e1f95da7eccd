// Above the tags: finding one by a part of its name, and their order. Works before its script does.
import { ArrowUpDown, Search } from 'lucide-react'
import Form from 'next/form'
import { useTranslations } from 'next-intl'
import { buttonClass } from '@/components/ui/button-class'
import { Button } from '@/components/ui/button'
import { Input } from '@/components/ui/input'
import { Menu } from '@/components/ui/menu'
import { tagsHref, type TagListState, tagsPath } from './tag-url'

export function TagTools({ state }: { state: TagListState }) {
  const t = useTranslations('tags')
  return (
    <div className="mb-3 flex items-center gap-2">
      <Form action={tagsPath} role="search" className="flex min-w-0 flex-1 gap-2 md:max-w-form">
        <span className="relative min-w-0 flex-1">
          <Search aria-hidden className="pointer-events-none absolute top-1/2 left-3 -mt-2 size-4 text-muted" />
          <Input
            key={state.query}
            type="search"
            name="q"
            defaultValue={state.query}
            aria-label={t('search')}
            placeholder={t('search')}
            autoComplete="off"
            maxLength={60}
            className="pl-9"
          />
        </span>
        {state.sort !== 'name' && <input type="hidden" name="sort" value={state.sort} />}
        <Button type="submit" className="max-md:hidden">
          {t('searchButton')}
        </Button>
      </Form>
      <Menu
        label={t('sortBy', { label: t(`sorts.${state.sort}`) })}
        triggerClass={buttonClass('ghost', 'max-md:w-touch max-md:px-0')}
        trigger={
          <>
            <ArrowUpDown aria-hidden className="size-4" />
            <span className="max-md:hidden">{t(`sorts.${state.sort}`)}</span>
          </>
        }
        entries={(['name', 'count'] as const).map((sort) => ({
          label: t(`sorts.${sort}`),
          href: tagsHref({ ...state, sort, cursor: null }),
          hint: sort === state.sort ? '✓' : undefined,
        }))}
      />
    </div>
  )
}
