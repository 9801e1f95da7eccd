// The linked systems, then those one could link; driven by their manifests.
import { Cable } from 'lucide-react'
import { useTranslations } from 'next-intl'
import type { ReactNode } from 'react'
import { Card } from '@/components/ui/card'
import { EmptyState } from '@/components/ui/empty-state'
import type { CrmCard } from '@/lib/server/crm-settings'
import { AvailableSystem } from './available-system'
import { LinkedSystem, type CrmWords } from './linked-system'
import { MailHint } from './mail-hint'
import { PrimaryChoice, type PrimaryOption } from './primary-choice'

type CrmCardsProps = {
  cards: CrmCard[]
  words: CrmWords
  /** The variables of a vendor that its consent page needs. */
  variables: (vendor: string) => string[]
  mayWrite: boolean
  /** Whether owners can be written to when a link needs a person. */
  hasMail: boolean
  timeZone: string
  region: string
  /** When the page was made, in milliseconds. */
  renderedAt: number
}

export function CrmCards({ cards, words, variables, mayWrite, hasMail, timeZone, region, renderedAt }: CrmCardsProps) {
  const t = useTranslations('settings.crm')
  const linked = cards.flatMap((card) => (card.connection === null ? [] : [{ card, connection: card.connection }]))
  // What has neither a link nor a way to one is at home here.
  const [home] = cards.filter(
    ({ connection, ways, isForDevelopment }) => connection === null && ways.length === 0 && !isForDevelopment,
  )
  const available = cards.filter((card) => card.connection === null && card !== home)
  const hasPrimary = linked.some(({ connection }) => connection.role === 'primary')
  const options: PrimaryOption[] = [
    ...(home === undefined ? [] : [{ id: null, label: home.label, hint: t('primary.here'), current: !hasPrimary }]),
    ...linked.map(({ card, connection }) => ({
      id: connection.id,
      label: card.label,
      hint: connection.accountLabel,
      current: connection.role === 'primary',
    })),
  ]
  return (
    <div className="flex flex-col gap-8">
      {linked.length === 0 ? (
        <Card>
          <EmptyState icon={<Cable />} title={t('nothingLinked.title')}>
            {t('nothingLinked.body')}
          </EmptyState>
        </Card>
      ) : (
        <>
          <Section title={t('linkedHeading')}>
            {linked.map(({ card, connection }) => (
              <LinkedSystem
                key={connection.id}
                card={card}
                connection={connection}
                words={words}
                variables={variables(card.id)}
                mayWrite={mayWrite}
                timeZone={timeZone}
                region={region}
                renderedAt={renderedAt}
              />
            ))}
          </Section>
          {!hasMail && <MailHint />}
          <PrimaryChoice options={options} mayWrite={mayWrite} />
        </>
      )}
      {available.length > 0 && (
        <Section title={t('availableHeading')}>
          {available.map((card) => (
            <AvailableSystem
              key={card.id}
              card={card}
              role={hasPrimary ? 'source' : 'primary'}
              variables={variables(card.id)}
              mayWrite={mayWrite}
            />
          ))}
        </Section>
      )}
    </div>
  )
}

function Section({ title, children }: { title: string; children: ReactNode[] }) {
  return (
    <section aria-label={title}>
      <h2 className="mb-2 text-xs font-medium text-muted">{title}</h2>
      <ul className="flex flex-col gap-4">
        {children.map((child, index) => (
          <li key={index}>{child}</li>
        ))}
      </ul>
    </section>
  )
}
