import type { EgressHeaders } from '@turnpike/egress/egress';

/** Whether an answer is compressed, which nobody asked for: only `identity` is. Its bytes are no answer as they are. */
export function isEncoded(headers: EgressHeaders): boolean {
  const encodings = [headers['content-encoding'] ?? []].flat();
  return encodings.some((encoding) => !/^\s*(?:identity\s*)?$/i.test(encoding));
}
