// What opens a vendor's API for one connection. Adapters get this, never a database and never a refresh token.

/** A live right to call. */
export interface AccessGrant {
  accessToken: string
  /** The address of this account's own API when the vendor names one (an instance URL); null: the vendor's common one. */
  apiUrl: string | null
}

export interface Access {
  /** The grant to use now; renewed before its end where the vendor tells the end. Throws `auth_expired` or `unavailable`. */
  current(): Promise<AccessGrant>
  /**
   * After the vendor refused `refused.accessToken`: a newer grant, exchanged once however many callers ask at once.
   * Throws `auth_expired` when only a person can help, `unavailable` when the exchange itself failed for now.
   */
  renew(refused: AccessGrant): Promise<AccessGrant>
}
