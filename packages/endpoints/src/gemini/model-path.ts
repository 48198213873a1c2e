/**
 * Addresses of the Gemini API: a model, a colon, and what it is asked to do. A name may have slashes and colons of its
 * own, and Google's SDKs escape neither; newer ones ask for version v1 where older ones ask for v1beta.
 */

/** What follows the colon; as a set of routes `/v1beta/models/:model(^.+)::generateContent`. */
const ACTION_URL =
  /^\/(?:v1|v1beta|v1alpha)\/models\/([^?#]+):(generateContent|streamGenerateContent|countTokens|embedContent|batchEmbedContents)(\?.*)?$/;

/** The route of an action, as Fastify's router takes it: a doubled colon is a plain one. */
export function modelActionPath(action: string): string {
  return `/v1beta/models/:model(^.+)::${action}`;
}

/**
 * A request's address in the one form that the routes know: of version v1beta, the model's name in one segment. Any other
 * address is itself.
 */
export function canonicalModelUrl(url: string): string {
  // Nearly all addresses are told apart by their beginning.
  if (!url.startsWith('/v1') || !url.includes('/models/')) return url;
  const [, model, action, query = ''] = ACTION_URL.exec(url) ?? [];
  return model === undefined ? url : `/v1beta/models/${model.replaceAll('/', '%2F')}:${action}${query}`;
}

/** How `streamGenerateContent` is to be framed: server-sent events where `alt=sse` asks for them, else a JSON array. */
export function streamFramingOf(query: string): 'sse' | 'json_array' {
  const parameters = new URLSearchParams(query);
  return (parameters.get('alt') ?? parameters.get('$alt')) === 'sse' ? 'sse' : 'json_array';
}
