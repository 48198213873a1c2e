/** Where Bedrock is: the region in its hosts' names, the path of a model, and the host that lists the models. */

/** `bedrock-runtime.{region}.amazonaws.com`, its FIPS, dual-stack and private siblings included. */
const RUNTIME_HOST = /(^|\.)bedrock-runtime(-fips)?\.([a-z]{2}(?:-[a-z]+)+-\d+)\./;

/** The region that a base URL names; null when it names none. */
export function regionOf(baseUrl: string): string | null {
  const hostname = URL.parse(baseUrl)?.hostname ?? '';
  return RUNTIME_HOST.exec(hostname)?.[3] ?? null;
}

/** The control plane beside a runtime's origin; a host of any other name is taken to be both. */
export function controlPlaneOrigin(origin: string): string {
  const url = URL.parse(origin);
  if (url === null || !RUNTIME_HOST.test(url.hostname)) return origin;
  url.hostname = url.hostname.replace('bedrock-runtime', 'bedrock');
  return url.origin;
}

/** As AWS's clients write it: an ARN's colons and slashes are escaped, and so is what `encodeURIComponent` leaves. */
export function modelPath(upstreamModel: string, stream: boolean): string {
  const escaped = encodeURIComponent(upstreamModel).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return `/model/${escaped}/${stream ? 'converse-stream' : 'converse'}`;
}
