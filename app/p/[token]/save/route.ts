// What a customer chose on his preference page: a plain form, answered with the page.
import { getTranslations } from 'next-intl/server'
import { answerWords } from '@/components/preferences/answer-words'
import { savePreferenceAnswer } from '@/lib/server/save-preference-answer'

export async function POST(request: Request, { params }: { params: Promise<{ token: string }> }) {
  const { token } = await params
  return savePreferenceAnswer(request, token, async (locale) =>
    answerWords(await getTranslations({ locale, namespace: 'preferences' })),
  )
}
