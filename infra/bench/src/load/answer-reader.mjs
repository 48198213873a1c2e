/** Reads answers of one connection, chunked or of a declared length: the HTTP that the targets speak, and no more. */

const HEAD_END = '\r\n\r\n';
const LINE_END = '\r\n';

/**
 * @typedef {object} AnswerHandler
 * @property {(text: string) => void} onText a piece of the body
 * @property {(status: number) => void} onEnd
 */

export class AnswerReader {
  #handler;
  #waiting = '';
  #status = 0;
  /** What of the present chunk is still to come; null between chunks. @type {number | null} */
  #left = null;
  #chunked = false;

  /** @param {AnswerHandler} handler */
  constructor(handler) {
    this.#handler = handler;
  }

  /** @param {Buffer} bytes */
  push(bytes) {
    this.#waiting += bytes.toString('latin1');
    while (this.#step());
  }

  /** @returns {boolean} whether there may be more to do */
  #step() {
    if (this.#status === 0) return this.#readHead();
    if (this.#left !== null) return this.#readPiece();
    return this.#readSize();
  }

  #readHead() {
    const end = this.#waiting.indexOf(HEAD_END);
    if (end < 0) return false;
    const head = this.#waiting.slice(0, end);
    this.#waiting = this.#waiting.slice(end + HEAD_END.length);
    this.#status = Number(head.slice(9, 12));
    this.#chunked = /\r\ntransfer-encoding: *chunked/i.test(head);
    this.#left = this.#chunked ? null : Number(/\r\ncontent-length: *(\d+)/i.exec(head)?.[1] ?? 0);
    return true;
  }

  #readPiece() {
    const left = this.#left ?? 0;
    const piece = this.#waiting.slice(0, left);
    this.#waiting = this.#waiting.slice(piece.length);
    this.#left = left - piece.length;
    if (piece !== '') this.#handler.onText(piece);
    if (this.#left > 0) return false;
    if (!this.#chunked) return this.#end();
    // After a chunk's last byte stands a line's end.
    if (this.#waiting.length < LINE_END.length) return false;
    this.#waiting = this.#waiting.slice(LINE_END.length);
    this.#left = null;
    return true;
  }

  #readSize() {
    const end = this.#waiting.indexOf(LINE_END);
    if (end < 0) return false;
    const size = parseInt(this.#waiting.slice(0, end), 16);
    if (Number.isNaN(size)) throw new Error(`no chunk begins with ${this.#waiting.slice(0, 20)}`);
    if (size > 0) {
      this.#waiting = this.#waiting.slice(end + LINE_END.length);
      this.#left = size;
      return true;
    }
    // No target sends trailers.
    if (this.#waiting.length < end + 2 * LINE_END.length) return false;
    this.#waiting = this.#waiting.slice(end + 2 * LINE_END.length);
    return this.#end();
  }

  #end() {
    const status = this.#status;
    this.#status = 0;
    this.#left = null;
    this.#handler.onEnd(status);
    return this.#waiting !== '';
  }
}
