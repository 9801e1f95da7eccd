// Why a file cannot run, in the reader's words.
import 'server-only'
import type { ImportTrouble } from '@/lib/db/import-repo'
import { CrmError } from '@/lib/shared/errors'
import { errorText } from '../error-text'

export const troubleText = async ({ reason, params }: ImportTrouble): Promise<string> =>
  (await errorText(new CrmError('invalid', 'The file cannot be imported', { reason, params }))).message
