// The ledger's word for what a customer said on his own preference page.

export const preferencePageSource = 'preference_page'
