/** A page's own question to the portal it came from; the cookie goes along. Rejects when it is not answered with 2xx. */
export async function askPortal<T>(path: `/${string}`, signal: AbortSignal): Promise<T> {
  const answer = await fetch(path, { signal, cache: 'no-store' });
  if (!answer.ok) throw new Error(`${path} answered ${answer.status}`);
  return (await answer.json()) as T;
}
