// What people and callers read when something is refused, in their language.
import 'server-only'
// Not from next-intl itself: its entry needs Next, and the command line says these texts too.
import { createTranslator } from 'use-intl/core'
import { getLocale } from 'next-intl/server'
import type { CrmError } from '@/lib/shared/errors'
import { loadMessages } from '@/messages/load-messages'
import type { Locale } from '@/messages/locales'

export interface ErrorText {
  message: string
  /** One sentence a refused field; `path` is the field's path joined with dots, `reason` the key it was made from. */
  issues: { path: string; message: string; reason: string }[]
}

type Params = Record<string, string | number>

/** What a text is made from: a CrmError, or what a door refuses itself. */
export type Refusal = Pick<CrmError, 'reason' | 'params' | 'issues'> & { code: string }

/** The texts in a given language: for doors that know the reader's language themselves. */
export async function errorTextIn(locale: Locale, error: Refusal): Promise<ErrorText> {
  const namespace = 'errors'
  const { reason, field } = (await loadMessages(locale))[namespace]
  const texts = new Map<string, string>([
    ...Object.entries(reason).map(([key, text]): [string, string] => [`reason.${key}`, text]),
    ...Object.entries(field).map(([key, text]): [string, string] => [`field.${key}`, text]),
  ])
  // A reason nobody wrote a text for, or a text whose values are missing, still says what kind of trouble it is.
  const say = (params: Params, ...keys: string[]): string => {
    for (const key of keys) {
      const text = texts.get(key)
      const said = text === undefined ? '' : format(locale, text, params)
      if (said !== '') return said
    }
    return reason.unexpected
  }
  return {
    message: say(error.params, `reason.${error.reason}`, `reason.${error.code}`),
    issues: error.issues.map((issue) => ({
      path: issue.path.join('.'),
      message: say(issue.params ?? {}, `field.${issue.reason}`, 'field.format'),
      reason: issue.reason,
    })),
  }
}

const format = (locale: Locale, text: string, params: Params): string =>
  createTranslator({ locale, messages: { text }, onError: () => {}, getMessageFallback: () => '' })('text', params)

/** The texts in the language of the page being shown. */
export const errorText = async (error: CrmError): Promise<ErrorText> => errorTextIn(await getLocale(), error)
