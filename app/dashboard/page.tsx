// Accueil: the way to a working shop first, then what waits for a person.
import type { Metadata } from 'next'
import { getTranslations } from 'next-intl/server'
import type { Overview } from '@/components/overview/overview'
import { SetupSteps } from '@/components/overview/setup-steps'
import { TodoList } from '@/components/overview/todo-list'
import { PageHeader } from '@/components/ui/page-header'

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('overview')
  return { title: t('title') }
}

export default async function Page() {
  const t = await getTranslations('overview')
  const overview: Overview = {
    steps: [
      { id: 'customers', href: '/dashboard/customers/new', done: false },
      { id: 'crm', href: '/dashboard/settings/crm', done: false },
      { id: 'channels', href: '/dashboard/settings/channels', done: false },
    ],
    todos: [],
  }
  const ready = overview.steps.every((step) => step.done)
  return (
    <div className="mx-auto max-w-prose">
      <PageHeader title={t('title')} />
      {ready ? <TodoList todos={overview.todos} /> : <SetupSteps steps={overview.steps} />}
    </div>
  )
}
