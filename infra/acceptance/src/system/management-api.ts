/** The management API as an outside client uses it: JSON in, the unified envelope out. */

export interface ManagementAnswer {
  status: number;
  code: number;
  message: string;
  // What a resource looks like is its own contract's affair; a test reads the fields it is about.
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  data: any;
}

export class ManagementApi {
  readonly #key: string;
  readonly #urlOf: () => string;

  /** `urlOf` names the gateway of the moment: one may be down. */
  constructor(key: string, urlOf: () => string) {
    this.#key = key;
    this.#urlOf = urlOf;
  }

  /** The same client at another gateway. */
  at(url: string): ManagementApi {
    return new ManagementApi(this.#key, () => url);
  }

  async call(method: string, path: string, body?: unknown): Promise<ManagementAnswer> {
    const response = await fetch(`${this.#urlOf()}/api/v1/${path}`, {
      method,
      headers: {
        authorization: `Bearer ${this.#key}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const { code, message, data } = (await response.json()) as Omit<ManagementAnswer, 'status'>;
    return { status: response.status, code, message, data };
  }

  /** Data of a GET. @throws {Error} on any refusal */
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  async read(path: string): Promise<any> {
    return this.#expect('GET', path);
  }

  /** Data of a POST. @throws {Error} on any refusal */
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  async post(path: string, body: unknown = {}): Promise<any> {
    return this.#expect('POST', path, body);
  }

  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  async #expect(method: string, path: string, body?: unknown): Promise<any> {
    const { status, code, message, data } = await this.call(method, path, body);
    if (status > 299) throw new Error(`${method} ${path} answered ${status} ${code}: ${message}`);
    return data;
  }
}
