// Copied with the app to a folder inside the repository, whose node_modules it uses.
import { fileURLToPath } from 'node:url'

const repository = fileURLToPath(new URL('../../', import.meta.url))

/** @type {import('next').NextConfig} */
const nextConfig = { poweredByHeader: false, turbopack: { root: repository }, outputFileTracingRoot: repository }

export default nextConfig
