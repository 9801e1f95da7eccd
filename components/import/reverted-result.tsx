// What taking an import back did, and whom it left as they are, with why.
import { useTranslations } from 'next-intl'
import Link from 'next/link'
import { listPath } from '@/components/customers/list-url'
import { ButtonLink } from '@/components/ui/button-link'
import { Card } from '@/components/ui/card'
import { Notice } from '@/components/ui/notice'
import type { KeptBecause } from '@/lib/customers/import/plan-revert'
import { importsPath } from './import-path'

type RevertedResultProps = {
  figures: { removed: number; restored: number; kept: number; consents: number }
  kept: readonly { id: string; name: string; because: KeptBecause }[]
}

export function RevertedResult({ figures, kept }: RevertedResultProps) {
  const t = useTranslations('imports')
  const { removed, restored, consents } = figures
  return (
    <div className="flex flex-col gap-4">
      <Notice tone="ok" title={t('result.revertedTitle')}>
        {t('reverted.removed', { count: removed })}, {t('reverted.restored', { count: restored })}.
      </Notice>
      {consents > 0 && <Notice tone="info" title={t('reverted.consents', { count: consents })} />}
      {kept.length > 0 && (
        <Card title={t('reverted.kept', { count: figures.kept })} flush>
          <ul className="divide-y divide-line">
            {kept.map(({ id, name, because }) => (
              <li
                key={id}
                className="relative flex min-h-row flex-wrap items-center gap-x-4 px-4 py-2 hover:bg-sunken focus-within:bg-sunken"
              >
                <Link
                  href={`${listPath}/${id}`}
                  className="min-w-0 flex-1 basis-40 font-medium break-words after:absolute after:inset-0 after:content-['']"
                >
                  {name === '' ? t('check.nameless') : name}
                </Link>
                <span className="text-muted">{t(`kept.${because}`)}</span>
              </li>
            ))}
          </ul>
        </Card>
      )}
      <div>
        <ButtonLink href={importsPath}>{t('result.another')}</ButtonLink>
      </div>
    </div>
  )
}
