import { fileURLToPath } from 'node:url';
import type { NextConfig } from 'next';
import createNextIntlPlugin from 'next-intl/plugin';

const repositoryRoot = fileURLToPath(new URL('../../', import.meta.url));

// The policy for what a page may load is made per answer, in src/proxy.ts: it carries a nonce.
// The playground records what it transcribes, once its reader has let it.
const securityHeaders = [
  { key: 'Cross-Origin-Opener-Policy', value: 'same-origin' },
  { key: 'Permissions-Policy', value: 'camera=(), geolocation=(), microphone=(self), payment=()' },
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
  devIndicators: false,
  agentRules: false,
  // The paths that belong to the gateway are passed on in src/proxy.ts: rewrites written here would freeze the gateway's
  // address at build time.
  headers: async () => [{ source: '/:path*', headers: securityHeaders }],
};

export default createNextIntlPlugin('./src/i18n/request.ts')(config);
