/**
 * What a page may load. Scripts run by their nonce alone; styles may be inline, because React writes style attributes
 * and toasts bring a style element. The playground talks to the gateway itself.
 */
export function contentSecurityPolicy(options: { nonce: string; gatewayOrigin: string; development: boolean }): string {
  const { nonce, gatewayOrigin, development } = options;
  // React's development build rebuilds server stacks with eval.
  const evaluate = development ? " 'unsafe-eval'" : '';
  return [
    "default-src 'self'",
    `script-src 'self' 'nonce-${nonce}' 'strict-dynamic'${evaluate}`,
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data:",
    "font-src 'self'",
    `connect-src 'self' ${gatewayOrigin}${development ? ' ws:' : ''}`,
    "base-uri 'self'",
    "form-action 'self'",
    "frame-ancestors 'none'",
    "object-src 'none'",
  ].join('; ');
}
