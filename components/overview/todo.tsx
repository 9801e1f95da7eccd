// À faire: what waits for this person, each line one press from where it is done.
import { ChevronRight, CircleCheck, FileCheck, FileWarning, Unplug, Users } from 'lucide-react'
import { useTranslations } from 'next-intl'
import Link from 'next/link'
import type { ReactNode } from 'react'
import { duplicatesPath } from '@/components/customers/duplicates/duplicate-paths'
import { listPath } from '@/components/customers/list-url'
import { importHref } from '@/components/import/import-path'
import { Card } from '@/components/ui/card'
import { EmptyState } from '@/components/ui/empty-state'
import { RelativeTime } from '@/components/ui/relative-time'
import type { Shop } from '@/lib/customers/use-case'
import type { Overview } from '@/lib/server/overview'
import { WaitingMessage } from './waiting-message'

export function Todo({ todo, shop }: { todo: Overview['todo']; shop: Shop }) {
  const t = useTranslations('overview.todo')
  const nav = useTranslations('nav.banner')
  const { messages, messageCount, duplicates, troubled, imports } = todo
  const more = messageCount - messages.length
  if (messages.length + duplicates + troubled.length + imports.length === 0)
    return (
      <Card title={t('title')} flush>
        <EmptyState icon={<CircleCheck />} title={t('none')} className="py-8">
          {t('noneHint')}
        </EmptyState>
      </Card>
    )
  return (
    <Card title={t('title')} flush>
      <ul className="divide-y divide-line">
        {troubled.map(({ id, label, status }) => (
          <TodoLine
            key={id}
            href="/dashboard/settings/crm"
            icon={<Unplug className="text-warn" />}
            action={nav(status === 'reconnect_needed' ? 'reconnectAction' : 'see')}
          >
            {nav(status === 'reconnect_needed' ? 'reconnect' : 'error', { label })}
          </TodoLine>
        ))}
        {messages.map((message) => (
          <li key={message.id}>
            <WaitingMessage message={message} shop={shop} />
          </li>
        ))}
        {more > 0 && (
          <li>
            <Link
              href={`${listPath}?sort=contact`}
              prefetch={false}
              className="flex min-h-row items-center px-4 text-muted -outline-offset-2 hover:bg-sunken hover:text-ink"
            >
              {t('more', { count: more, capped: messageCount >= 100 ? 'yes' : 'no' })}
            </Link>
          </li>
        )}
        {duplicates > 0 && (
          <TodoLine href={duplicatesPath} icon={<Users />} action={t('decide')}>
            <span className="font-medium">
              {t('duplicates', { count: duplicates, capped: duplicates >= 100 ? 'yes' : 'no' })}
            </span>
          </TodoLine>
        )}
        {imports.map(({ id, fileName, finishedAt, created, changed, failed }) => (
          <TodoLine
            key={id}
            href={importHref(id)}
            icon={failed > 0 ? <FileWarning className="text-warn" /> : <FileCheck className="text-ok" />}
            action={t(failed > 0 ? 'correct' : 'see')}
          >
            <span className="block font-medium break-words">{t('import', { fileName })}</span>
            <span className="block text-muted">
              {t('importCounts', { created, changed, failed })} <RelativeTime value={finishedAt} timeZone={shop.timezone} />
            </span>
          </TodoLine>
        ))}
      </ul>
    </Card>
  )
}

type TodoLineProps = { href: string; icon: ReactNode; action: string; children: ReactNode }

function TodoLine({ href, icon, action, children }: TodoLineProps) {
  return (
    <li className="relative flex min-h-row flex-wrap items-center gap-x-3 px-4 py-2 hover:bg-sunken focus-within:bg-sunken">
      <span aria-hidden className="flex size-8 shrink-0 items-center justify-center rounded-full bg-sunken [&>svg]:size-4">
        {icon}
      </span>
      <div className="min-w-0 flex-1 basis-28">{children}</div>
      <Link
        href={href}
        prefetch={false}
        className="ml-auto inline-flex h-touch items-center gap-1 font-medium after:absolute after:inset-0 after:content-['']"
      >
        {action}
        <ChevronRight aria-hidden className="size-4 text-muted" />
      </Link>
    </li>
  )
}
