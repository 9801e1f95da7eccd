// Every question about every field has its sentence, in both languages; the ones people read most, to the letter.
import { createTranslator } from 'next-intl'
import { describe, expect, it } from 'vitest'
import type { RuleCondition } from '@/lib/customers/rule'
import { parseRuleCondition } from '@/lib/customers/parse-rule-condition'
import { arityOf, choicesOf, kindOf, operatorsOf, type RuleField, ruleFields } from '@/lib/customers/rule-fields'
import * as en from '@/messages/en'
import * as fr from '@/messages/fr'
import { conditionSentence, type SentenceWords } from './condition-sentence'

const wordsOf = (locale: 'fr' | 'en', currency = 'EUR'): SentenceWords => ({
  sentences: createTranslator({ locale, messages: locale === 'fr' ? fr : en, namespace: 'sentences' }),
  customers: createTranslator({ locale, messages: locale === 'fr' ? fr : en, namespace: 'customers' }),
  locale,
  currency,
  names: new Map([
    ['01-linked', 'Boutique en ligne'],
    ['01-group', 'Mariées de l’été'],
  ]),
})

/** Without the difference between the spaces that typography asks for. */
const say = (text: string, locale: 'fr' | 'en' = 'fr', currency = 'EUR'): string => {
  const condition = parseRuleCondition(text)
  if (condition === null) throw new Error(`no condition: ${text}`)
  return conditionSentence(wordsOf(locale, currency), condition).replaceAll(/[\u00a0\u202f]/g, ' ')
}

describe('a condition as a sentence', () => {
  it.each([
    ['segment:in:vip', 'Segment : VIP', 'Segment: VIP'],
    ['segment:in:vip,Mariées', 'Segment : VIP ou Mariées', 'Segment: VIP or Mariées'],
    ['segment:empty', 'Sans segment', 'Without a segment'],
    ['group:in:01-group', 'Groupe : Mariées de l’été', 'Group: Mariées de l’été'],
    ['group:notIn:01-gone', 'Pas dans le groupe : un groupe supprimé', 'Not in the group: a deleted group'],
    ['lastOrder:quiet:90', 'Sans achat depuis 90 jours', 'No purchase for 90 days'],
    ['lastOrder:within:30', 'Achat dans les 30 derniers jours', 'Purchase in the last 30 days'],
    ['lastOrder:within:1', 'Achat dans les dernières 24 heures', 'Purchase in the last 24 hours'],
    ['lastOrder:empty', 'Sans aucun achat', 'Never purchased'],
    ['lastContact:quiet:1', 'Sans contact depuis 1 jour', 'No contact for 1 day'],
    ['spent:atLeast:50000', 'Total d’au moins 500 €', 'Total of at least €500'],
    ['spent:atLeast:123450', 'Total d’au moins 1 234,50 €', 'Total of at least €1,234.50'],
    ['averageOrder:between:5000,10000', 'Panier moyen entre 50 € et 100 €', 'Average basket between €50 and €100'],
    ['orders:is:0', 'Aucun achat', 'No purchases'],
    ['orders:is:1', '1 achat exactement', 'Exactly 1 purchase'],
    ['orders:atLeast:3', 'Au moins 3 achats', 'At least 3 purchases'],
    ['orders:between:2,5', 'Entre 2 et 5 achats', 'Between 2 and 5 purchases'],
    ['consent.sms:in:granted', 'Accord SMS : donné', 'SMS consent: given'],
    ['consent.email:in:denied,unknown', 'Accord e-mail : refusé ou jamais demandé', 'Email consent: refused or never asked'],
    ['consent.phone:notIn:granted', 'Sans accord téléphone', 'Without phone consent'],
    ['created:since:2026-03-14', 'Créés depuis le 14 mars 2026', 'Created since March 14, 2026'],
    ['created:before:2026-03-01', 'Créés avant le 1er mars 2026', 'Created before March 1, 2026'],
    ['created:within:30', 'Créés dans les 30 derniers jours', 'Created in the last 30 days'],
    ['tag:any:robe,été', 'Étiquette : robe ou été', 'Tag: robe or été'],
    ['tag:all:robe,été', 'Étiquettes : robe et été', 'Tags: robe and été'],
    ['tag:none:robe', 'Sans l’étiquette robe', 'Without the tag robe'],
    ['tag:none:robe,été,soie', 'Sans aucune des étiquettes robe, été, soie', 'Without any of the tags robe, été, soie'],
    ['firstName:starts:Hé', 'Prénom commençant par « Hé »', 'First name starting with “Hé”'],
    ['phone:contains:1234', 'Téléphone contenant « 1234 »', 'Phone containing “1234”'],
    ['email:empty', 'Sans e-mail', 'Without an email'],
    ['language:in:en,nl', 'Langue : Anglais ou Néerlandais', 'Language: English or Dutch'],
    ['preferredChannel:in:sms', 'Canal préféré : SMS', 'Preferred channel: SMS'],
    ['system:in:01-linked', 'Dans Boutique en ligne', 'In Boutique en ligne'],
    ['system:in:01-unknown', 'Dans un système retiré', 'In a removed system'],
    ['info.taille:is:38', 'taille : 38', 'taille: 38'],
    ['info.source:present', 'Origine : renseigné', 'Origin: given'],
    ['info.taille:empty', 'taille : non renseigné', 'taille: not given'],
    ['info.{name}<b>:contains:{x} <i>', '{name}<b> contenant « {x} <i> »', '{name}<b> containing “{x} <i>”'],
  ])('says %s', (text, french, english) => {
    expect(say(text)).toBe(french)
    expect(say(text, 'en')).toBe(english)
  })

  it('writes amounts in the shop’s currency', () => {
    expect(say('spent:atLeast:1500', 'fr', 'JPY')).toBe('Total d’au moins 1 500 JPY')
  })

  const someValue = (field: RuleField, operator: string): string => {
    const kind = kindOf(field)
    if (kind === 'date' || kind === 'sometime') return ['within', 'quiet'].includes(operator) ? '30' : '2026-03-14'
    if (kind === 'number' || kind === 'money') return '700'
    return choicesOf(field)?.[0] ?? 'Xylophone'
  }
  const every = [...ruleFields, 'info.taille' as const].flatMap((field) =>
    operatorsOf(kindOf(field)).map((operator): RuleCondition => {
      const arity = arityOf(kindOf(field), operator)
      const value = someValue(field, operator)
      return { field, operator, values: arity === 0 ? [] : arity === 2 ? [value, `${value}00`] : [value] }
    }),
  )

  it.each(['fr', 'en'] as const)('has words for every question, all different, in %s', (locale) => {
    const all = every.map((condition) => conditionSentence(wordsOf(locale), condition))
    for (const sentence of all) expect(sentence).not.toMatch(/\{|sentences\.|undefined|NaN/)
    expect(all.filter((sentence, at) => all.indexOf(sentence) !== at)).toEqual([])
  })
})
