import type { CustomFetch } from 'openid-client';
import type { Egress } from '@turnpike/egress/egress';
import { collectResponse } from '@turnpike/egress/response-buffer';

/** Discovery documents and key sets are of some ten kilobytes. */
const MAX_BYTES = 512 * 1024;

/** How openid-client calls out: through the one way out, with its bounds. Redirects are answers like any other. */
export function providerFetch(egress: Egress): CustomFetch {
  return async (address, { body, headers, method, signal }) => {
    const { origin, pathname, search } = new URL(address);
    const request = { origin, path: pathname + search, method, headers, body: textOf(body) };
    const answer = await collectResponse(egress, request, {
      maxBytes: MAX_BYTES,
      onCall: (call) => signal?.addEventListener('abort', () => call.abort('timeout'), { once: true }),
    });
    const received = Object.entries(answer.headers).flatMap(([name, values]) =>
      [values ?? []].flat().map((value): [string, string] => [name, value]),
    );
    const isEmpty = answer.status === 204 || answer.status === 304;
    return new Response(isEmpty ? null : new Uint8Array(answer.body), { status: answer.status, headers: received });
  };
}

function textOf(body: Parameters<CustomFetch>[1]['body']): string | null {
  if (body == null) return null;
  if (typeof body === 'string' || body instanceof URLSearchParams) return String(body);
  throw new TypeError('only text is sent to an identity provider');
}
