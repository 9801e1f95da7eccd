// A file of customers from the browser, as it is and in pieces. Under /api, where nothing holds a request's body in memory.
import { getTranslations } from 'next-intl/server'
import { receiveUpload } from '@/lib/server/import/receive-upload'

export async function POST(request: Request) {
  const t = await getTranslations('imports')
  return receiveUpload(request, (place) => t('numbered', { place }))
}
