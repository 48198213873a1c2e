/** As much of a browser as signing in needs: cookies by host, redirects one at a time, forms. */

export interface Visit {
  status: number;
  /** Where it leads, absolute; null when it is a page. */
  location: string | null;
  text: string;
}

export class Browser {
  readonly #cookies = new Map<string, Map<string, string>>();
  readonly #origins: Record<string, string>;

  /** `origins` says who answers for an address nobody listens at, as a proxy would. */
  constructor(origins: Record<string, string> = {}) {
    this.#origins = origins;
  }

  cookies(url: string): Map<string, string> {
    const { host } = new URL(url);
    const jar = this.#cookies.get(host) ?? new Map<string, string>();
    this.#cookies.set(host, jar);
    return jar;
  }

  async visit(address: string, form?: Record<string, string>): Promise<Visit> {
    const jar = this.cookies(address);
    const { origin, pathname, search } = new URL(address);
    const answer = await fetch((this.#origins[origin] ?? origin) + pathname + search, {
      method: form === undefined ? 'GET' : 'POST',
      redirect: 'manual',
      headers: { cookie: [...jar].map(([name, value]) => `${name}=${value}`).join('; ') },
      ...(form === undefined ? {} : { body: new URLSearchParams(form) }),
    });
    for (const cookie of answer.headers.getSetCookie()) this.#keep(jar, cookie);
    const location = answer.headers.get('location');
    return {
      status: answer.status,
      location: location === null ? null : new URL(location, address).href,
      text: await answer.text(),
    };
  }

  /** Follows redirects until a page, or until one leads to an address that begins so. */
  async follow(address: string, until: string): Promise<{ address: string; page: string }> {
    let at = address;
    for (let hop = 0; hop < 10; hop++) {
      if (at.startsWith(until)) return { address: at, page: '' };
      const { location, text } = await this.visit(at);
      if (location === null) return { address: at, page: text };
      at = location;
    }
    throw new Error(`no end of redirects at ${at}`);
  }

  #keep(jar: Map<string, string>, cookie: string): void {
    const [pair = '', ...attributes] = cookie.split(';').map((part) => part.trim());
    const [name = '', value = ''] = pair.split(/=(.*)/s);
    const ended = attributes.some((attribute) => /^(max-age=0|expires=thu, 01 jan 1970)/i.test(attribute));
    if (ended || value === '') jar.delete(name);
    else jar.set(name, value);
  }
}
