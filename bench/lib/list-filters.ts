// What people ask of the list, one of each kind and some together: the same for its pages and for its counts.
import type { CustomerFilter } from '@/lib/customers/customer-store'
import { readRule } from '@/lib/customers/rule'

const where = (...conditions: string[]): CustomerFilter => ({
  rule: readRule({
    match: 'all',
    parts: conditions.map((text) => {
      const [field, operator, ...values] = text.split(' ')
      return { field, operator, values }
    }),
  }),
})

export const listFilters: Record<string, CustomerFilter> = {
  'segment vip': { segment: 'vip' },
  'tag fidèle': { tags: ['fidèle'] },
  'two tags': { tags: ['fidèle', 'robe'] },
  'without the tag fidèle': where('tag none fidèle'),
  'last name begins with mar': where('lastName starts mar'),
  'first name is Zéphyrin': where('firstName is Zéphyrin'),
  'first name contains ann': where('firstName contains ann'),
  'an e-mail address': where('email present'),
  'e-mail contains 777': where('email contains 777'),
  'agreed to text messages': where('consent.sms in granted'),
  'refused text messages': where('consent.sms in denied'),
  'prefers WhatsApp': where('preferredChannel in whatsapp'),
  'contact in 30 days': where('lastContact within 30'),
  'no contact in a year': where('lastContact quiet 365'),
  'ordered in 30 days': where('lastOrder within 30'),
  'new in 7 days': where('created within 7'),
  'three orders or more': where('orders atLeast 3'),
  'spent 1,000 or more': where('spent atLeast 100000'),
  'average order from 200': where('averageOrder atLeast 20000'),
  'own information': where('info.taille is 38'),
  'in no linked system': where('system empty'),
  'vip, quiet for 90 days, spent 200, agreed to text messages': {
    segment: 'vip',
    ...where('lastContact quiet 90', 'spent atLeast 20000', 'consent.sms in granted'),
  },
  'tag, segment and consent': { tags: ['fidèle'], segment: 'active', ...where('consent.email in granted') },
}
