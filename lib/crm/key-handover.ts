// Keys that a system hands over by itself: its owner agrees on a page of its own, and its server posts them to us. A vendor's
// manifest holds the two things that differ.
import type { ConnectAnswers } from './oauth-provider'

export interface HandoverRequest {
  /** Who asks, as the owner reads it. */
  appName: string
  /** Comes back with the keys and with the browser; says nothing to anybody else. */
  reference: string
  /** Where the system's server posts the keys, and where it sends the browser afterwards. */
  callbackUrl: string
  returnUrl: string
}

export interface KeyHandover {
  /**
   * The page where the owner agrees. Throws `invalid` with an issue on the field of an answer, `forbidden` (`handover_https`)
   * when the system would not post to our address.
   */
  page(answers: ConnectAnswers, asked: HandoverRequest): URL
  /** What was posted, by the names of connect fields; null when it is not what the system posts, or not for this reference. */
  read(posted: unknown, reference: string): Readonly<Record<string, string>> | null
  /** Whether the browser comes back with a yes, a no, or with nothing that the system says. */
  answer(query: URLSearchParams, reference: string): 'yes' | 'no' | null
}
