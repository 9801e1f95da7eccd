'use server'
// What staff with the right to settings do with the mapping of a linked system.
import { refresh } from 'next/cache'
import { z } from 'zod'
import { tenantAction } from '@/lib/server/action'
import { previewMapping as preview } from '@/lib/server/field-mapping-preview'
import { mappingInput, prepareFields as prepare, saveMapping as save } from '@/lib/server/field-mapping-settings'

const one = z.object({ connectionId: z.string().min(1).max(100) }).strict()
const mapping = one.extend(mappingInput.shape)

/** → the version to save with next time. */
export const saveMapping = tenantAction(
  'settings:write',
  mapping.extend({ expectedVersion: z.int().min(1) }),
  async (context, input) => {
    const saved = await save(context, input)
    refresh()
    return saved
  },
)

/** Reads a real person of the shop and of the other system, and writes nothing. */
export const previewMapping = tenantAction('settings:write', mapping.extend({ who: z.string().max(254) }), (context, input) =>
  preview(context, input),
)

export const prepareFields = tenantAction('settings:write', one, (context, { connectionId }) => prepare(context, connectionId))
