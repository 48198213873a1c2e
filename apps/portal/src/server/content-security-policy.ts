/**
 * What a page may load. Scripts run by their nonce alone; styles may be inline, because React writes style attributes
 * and toasts bring a style element. The playground talks to the gateway itself, and shows pictures and plays sound that
 * are in the page's own memory (`blob:`). A page keeps the policy it was loaded with wherever its links lead, so all pages
 * have the same.
 */
export function contentSecurityPolicy(options: { nonce: string; gatewayOrigin: string; development: boolean }): string {
  const { nonce, gatewayOrigin, development } = options;
  // React's development build rebuilds server stacks with eval.
  const evaluate = development ? " 'unsafe-eval'" : '';
  return [
    "default-src 'self'",
    `script-src 'self' 'nonce-${nonce}' 'strict-dynamic'${evaluate}`,
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data: blob:",
    "media-src 'self' blob:",
    "font-src 'self'",
    `connect-src 'self' ${gatewayOrigin}${development ? ' ws:' : ''}`,
    "base-uri 'self'",
    "form-action 'self'",
    "frame-ancestors 'none'",
    "object-src 'none'",
  ].join('; ');
}
