// What the sign-in page shows after a refusal. `reason` is a key of the catalogue, for the tone of the notice.

export interface SignInState {
  email: string
  message: string | null
  reason: string | null
  issues: { path: string; message: string }[]
}

export const untouched: SignInState = { email: '', message: null, reason: null, issues: [] }
