'use client'
// Looks for customers while one types: after a breath, one question at a time, and an older answer never replaces a newer one.
import { useCallback, useEffect, useState } from 'react'
import { fetchFoundCustomers } from './found-customers'
import type { TillAnswer } from './till-card'

const breath = 120

export interface FoundCustomers {
  state: 'found' | 'searching' | 'failed'
  /** The latest answer, which may be that of an earlier text while one searches. */
  answer: TillAnswer | null
  retry: () => void
}

/** @param initial what the server has answered already */
export function useFoundCustomers(query: string, initial: TillAnswer | null): FoundCustomers {
  const [answer, setAnswer] = useState(initial)
  const [failed, setFailed] = useState<{ query: string; attempt: number } | null>(null)
  const [attempt, setAttempt] = useState(0)
  const answered = answer !== null && answer.query === query
  useEffect(() => {
    if (answered) return
    const stop = new AbortController()
    const timer = setTimeout(() => {
      fetchFoundCustomers(query, stop.signal).then(
        (found) => {
          if (!stop.signal.aborted) setAnswer(found)
        },
        () => {
          if (!stop.signal.aborted) setFailed({ query, attempt })
        },
      )
    }, breath)
    return () => {
      clearTimeout(timer)
      stop.abort()
    }
  }, [query, answered, attempt])
  const retry = useCallback(() => setAttempt((before) => before + 1), [])
  const isFailed = failed !== null && failed.query === query && failed.attempt === attempt
  return { state: answered ? 'found' : isFailed ? 'failed' : 'searching', answer, retry }
}
