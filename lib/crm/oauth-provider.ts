// A vendor's OAuth 2 as data for the one engine (lib/crm/oauth.ts). A vendor's oauth.ts holds nothing else.

/** What a person typed on the connect form besides leaving for the consent page (a shop name, a login host). */
export type ConnectAnswers = Readonly<Record<string, string>>

export interface OAuthEndpoints {
  authorize: URL
  token: URL
  revoke: URL | null
}

/** The parsed JSON of a successful token answer. */
export type TokenAnswer = Readonly<Record<string, unknown>>

/** POST of a form to an address of `endpoints`' origin with the client's id and secret added; the parsed JSON answer. */
export type OAuthCall = (url: URL, form: Record<string, string>) => Promise<Readonly<Record<string, unknown>>>

/** Whose account a grant opens. Null members: the answer did not say. */
export interface GrantedAccount {
  accountId: string
  accountLabel: string | null
  apiUrl: string | null
  scopes: string[] | null
}

export interface OAuthProvider {
  /**
   * @param baseUrl the operator's override (tests, sandbox): every endpoint is then there. Throws `invalid` with an issue on
   * the field for a host that is not the vendor's.
   */
  endpoints(answers: ConnectAnswers, baseUrl: string | undefined): OAuthEndpoints
  /** `needed` must all be granted; without an `optional` one a feature is missing, and the settings screen says which. */
  scopes: { needed: readonly string[]; optional: readonly string[] }
  /** Further parameters of the consent page's address. */
  authorizeParameters(scopes: { needed: readonly string[]; optional: readonly string[] }): Record<string, string>
  /** PKCE with S256. */
  pkce: boolean
  /** Further fields of the exchange of a code (a wish for tokens that end). */
  tokenParameters?: Readonly<Record<string, string>>
  /**
   * Whether the vendor's redirect is genuine, for a vendor that signs it; absent: its state says enough. Asked after the state
   * was found right.
   */
  verifiesCallback?(parameters: URLSearchParams, departure: { clientSecret: string; answers: ConnectAnswers; now: Date }): boolean
  /**
   * Reads who was connected out of a token answer, of a code's exchange or of a refresh (then absent members are null), asking the vendor further where it must.
   * Throws `bad_response` when the answer is not the vendor's (a signature that does not fit, no account).
   */
  account(
    answer: TokenAnswer,
    tools: { call: OAuthCall; endpoints: OAuthEndpoints; clientSecret: string; answers: ConnectAnswers },
  ): Promise<GrantedAccount>
  /** Form fields that revoke a grant at `endpoints.revoke`. */
  revocation(token: string, kind: 'access_token' | 'refresh_token'): Record<string, string>
  /** Whether an OAuth error code means that only a person can help; everything else is tried again later. */
  isFinal(error: string): boolean
}

/** What an exchange gave. Times are the moment of expiry; null: the vendor does not tell. */
export interface TokenGrant {
  accessToken: string
  /** Null: keep the one there is. */
  refreshToken: string | null
  expiresAt: Date | null
  account: GrantedAccount
}
