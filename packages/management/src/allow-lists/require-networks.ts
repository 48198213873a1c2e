import { parseNetwork } from '@turnpike/domain/network';
import { ApiError } from '@turnpike/errors/api-error';

/**
 * Networks as they are kept: canonical, each once. Refuses with `validation_failed`, which names every one that is no
 * IPv4 or IPv6 network (`203.0.113.0/24`, `2001:db8::/32`, or one address). `param` is the field they came in.
 */
export function requireNetworks(networks: readonly string[], param: string): string[] {
  const parsed = networks.map((text) => ({ text, network: parseNetwork(text) }));
  const wrong = parsed.flatMap(({ text, network }) => (network === null ? [text] : []));
  if (wrong.length > 0) {
    const message = `Not an IPv4 or IPv6 network such as 203.0.113.0/24 or 2001:db8::/32: ${wrong.join(', ')}.`;
    throw new ApiError('validation_failed', { message, param });
  }
  return [...new Set(parsed.flatMap(({ network }) => network ?? []))];
}
