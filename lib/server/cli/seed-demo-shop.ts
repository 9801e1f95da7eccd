// `demo:seed`: the demo shop, once.
import { seedDemo } from '@/lib/server/demo/seed-demo'
import { type Command, tell } from './command'

export const seedDemoCommand: Command = {
  name: 'demo:seed',
  synopsis: '',
  about: {
    fr: 'Crée la boutique de démonstration si elle n’existe pas ; affiche {"email","password","tenant"} cette fois-là.',
    en: 'Makes the demo shop when there is none; prints {"email","password","tenant"} that time.',
  },
  options: {},
  run: async () => {
    const made = await seedDemo()
    if (made !== null) return JSON.stringify(made)
    tell({
      fr: 'La boutique de démonstration existe déjà : rien n’a été changé.',
      en: 'The demo shop is there already: nothing was changed.',
    })
    return undefined
  },
}
