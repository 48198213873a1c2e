import { fileURLToPath } from 'node:url';
import type { NextConfig } from 'next';

const repositoryRoot = fileURLToPath(new URL('../../', import.meta.url));

// Enough to keep the pages out of other people's frames and their types unguessed. A policy for scripts needs a nonce
// per answer and belongs to the proxy.
const securityHeaders = [
  {
    key: 'Content-Security-Policy',
    value: "base-uri 'self'; form-action 'self'; frame-ancestors 'none'; object-src 'none'",
  },
  { key: 'Cross-Origin-Opener-Policy', value: 'same-origin' },
  { key: 'Permissions-Policy', value: 'camera=(), geolocation=(), microphone=(), payment=()' },
  { key: 'Referrer-Policy', value: 'strict-origin-when-cross-origin' },
  { key: 'X-Content-Type-Options', value: 'nosniff' },
  { key: 'X-Frame-Options', value: 'DENY' },
];

const config: NextConfig = {
  // Only the container image needs the self-contained output; `next start` warns about it.
  ...(process.env.NEXT_STANDALONE === '1' ? { output: 'standalone' as const } : {}),
  outputFileTracingRoot: repositoryRoot,
  turbopack: { root: repositoryRoot },
  // Native code, or code that finds its own files at run time: must be required from node_modules, not bundled.
  serverExternalPackages: ['argon2', 'pg', '@prisma/client', '@prisma/adapter-pg'],
  // `check:types` covers the portal; a second pass here would only slow the first start.
  typescript: { ignoreBuildErrors: true },
  poweredByHeader: false,
  agentRules: false,
  // The paths that belong to the gateway are passed on in src/proxy.ts: rewrites written here would freeze the gateway's
  // address at build time.
  headers: async () => [{ source: '/:path*', headers: securityHeaders }],
};

export default config;
