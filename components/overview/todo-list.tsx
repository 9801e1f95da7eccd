// What waits for a person, each line one click from done.
import { ChevronRight, CircleCheck, GitCompareArrows, MessageCircle, PlugZap, UsersRound } from 'lucide-react'
import { useTranslations } from 'next-intl'
import Link from 'next/link'
import { Card } from '@/components/ui/card'
import { EmptyState } from '@/components/ui/empty-state'
import { RelativeTime } from '@/components/ui/relative-time'
import type { Todo } from './overview'

const icons = {
  messages: MessageCircle,
  conflicts: GitCompareArrows,
  duplicates: UsersRound,
  connections: PlugZap,
}

export function TodoList({ todos }: { todos: Todo[] }) {
  const t = useTranslations('overview')
  const waiting = todos.filter(({ count }) => count > 0)
  return (
    <Card flush title={t('todo')}>
      {waiting.length === 0 ? (
        <EmptyState icon={<CircleCheck />} title={t('nothing')}>
          {t('nothingHint')}
        </EmptyState>
      ) : (
        <ul className="divide-y divide-line">
          {waiting.map(({ kind, count, href, oldestAt }) => {
            const Icon = icons[kind]
            return (
              <li key={kind}>
                <Link href={href} className="flex min-h-row items-center gap-3 px-4 -outline-offset-2 hover:bg-sunken">
                  <Icon aria-hidden className="size-4 shrink-0 text-muted" />
                  <span className="min-w-0 flex-1 truncate font-medium">{t(`items.${kind}`, { count })}</span>
                  {oldestAt !== undefined && <RelativeTime value={oldestAt} className="text-muted" />}
                  <ChevronRight aria-hidden className="size-4 shrink-0 text-muted" />
                </Link>
              </li>
            )
          })}
        </ul>
      )}
    </Card>
  )
}
