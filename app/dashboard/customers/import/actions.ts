'use server'
// What a manager does with an import: how the file is read, run, stop, take back. `refresh` brings the page up to date.
import { refresh } from 'next/cache'
import { getTranslations } from 'next-intl/server'
import { z } from 'zod'
import { begin, changeSettings, discard, revert, settingsPatchSchema, stop } from '@/lib/server/import/manage-imports'
import { tenantAction } from '@/lib/server/action'

const one = z.object({ id: z.string().min(1).max(100) }).strict()
const seen = one.extend({ version: z.int().min(1) })

/** → the version to change next. */
export const changeReading = tenantAction(
  'customers:import',
  seen.extend({ changes: settingsPatchSchema }),
  async (context, { id, version, changes }) => {
    const t = await getTranslations('imports')
    const saved = await changeSettings(context, id, version, changes, (place) => t('numbered', { place }))
    refresh()
    return { version: saved }
  },
)

export const runImport = tenantAction('customers:import', seen, async (context, { id, version }) => {
  await begin(context, id, version)
  refresh()
  return null
})

export const stopImport = tenantAction('customers:import', one, async (context, { id }) => {
  await stop(context, id)
  refresh()
  return null
})

export const dropImport = tenantAction('customers:import', one, async (context, { id }) => {
  await discard(context, id)
  return null
})

export const revertImport = tenantAction('customers:import', one, async (context, { id }) => {
  await revert(context, id)
  refresh()
  return null
})
