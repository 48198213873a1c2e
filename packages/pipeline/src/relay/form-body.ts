import { writeMultipart } from '@turnpike/endpoints/multipart/write-multipart';
import type { UpstreamRequest } from '@turnpike/providers/provider-adapter';
import type { Routed } from '../tickets.js';

const CONTENT_TYPE = 'content-type';

/** A request whose body is the caller's form, with the provider's name for the model. */
export function withForm(request: UpstreamRequest, ticket: Routed, upstreamModel: string): UpstreamRequest {
  const { arrival, files } = ticket;
  const form = { body: ticket.request.body, files };
  const written = writeMultipart(form, { changes: { model: upstreamModel }, boundary: arrival.publicRequestId });
  const headers = request.headers.filter((_, index, all) => all[index - (index % 2)] !== CONTENT_TYPE);
  return { ...request, headers: [...headers, CONTENT_TYPE, written.contentType], body: Buffer.concat(written.chunks) };
}
