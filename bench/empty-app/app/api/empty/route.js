// The least that a Next route handler can do.
export const POST = () => new Response(null, { status: 202 })
export const GET = () => new Response('ok')
