/** What an adapter may use of the world to make credentials: the corridor's own way out, bounded, and the clock. */
import type { Egress } from '@turnpike/egress/egress';
import { collectResponse } from '@turnpike/egress/response-buffer';
import type { SigningServices } from '@turnpike/providers/provider-adapter';

const MAX_TOKEN_BYTES = 1024 * 1024;

export function createSigningServices(egress: Egress): SigningServices {
  return {
    fetch({ url, method, headers, body }) {
      const { origin, pathname, search } = new URL(url);
      const request = { origin, path: pathname + search, method, headers, body };
      return collectResponse(egress, request, { maxBytes: MAX_TOKEN_BYTES });
    },
    nowMs: () => Date.now(),
  };
}
