import { StringDecoder } from 'node:string_decoder';

/** A line longer than this is passed on in pieces, so that a process can't fill the memory of the one that reads it. */
const MAX_LENGTH = 64 * 1024;

/** Turns chunks of bytes into lines; characters that span chunks stay whole. */
export class LineSplitter {
  #decoder = new StringDecoder('utf8');
  #rest = '';
  #onLine;

  /** @param {(line: string) => void} onLine */
  constructor(onLine) {
    this.#onLine = onLine;
  }

  /** @param {Buffer} chunk */
  write(chunk) {
    const lines = (this.#rest + this.#decoder.write(chunk)).split('\n');
    this.#rest = lines.pop() ?? '';
    for (const line of lines) this.#onLine(line.replace(/\r$/, ''));
    if (this.#rest.length > MAX_LENGTH) {
      this.#onLine(this.#rest);
      this.#rest = '';
    }
  }

  end() {
    const rest = this.#rest + this.#decoder.end();
    this.#rest = '';
    if (rest) this.#onLine(rest);
  }
}
