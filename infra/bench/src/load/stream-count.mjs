/** Counts the events of one stream. */
import { EVENT } from '../upstream/answers.mjs';

const EVENT_END = '\n\n';
const LAST = 'data: [DONE]';

export class StreamCount {
  #expected;
  #delaysUs;
  #waiting = '';
  /** The number that was missing or out of place first. @type {number | null} */
  #misplaced = null;
  #usage = false;
  #last = false;
  events = 0;

  /**
   * @param {number} expected
   * @param {number[]} delaysUs of the events that carry a time of sending are put there
   */
  constructor(expected, delaysUs) {
    this.#expected = expected;
    this.#delaysUs = delaysUs;
  }

  /**
   * @param {string} text as it came, cut anywhere
   * @param {number} nowUs
   */
  push(text, nowUs) {
    this.#waiting += text;
    let from = 0;
    for (let end = this.#waiting.indexOf(EVENT_END); end >= 0; end = this.#waiting.indexOf(EVENT_END, from)) {
      this.#take(this.#waiting.slice(from, end), nowUs);
      from = end + EVENT_END.length;
    }
    this.#waiting = this.#waiting.slice(from);
  }

  /** @returns {string | null} what is wrong with the stream that has ended */
  close() {
    const { events } = this;
    if (this.#misplaced !== null) return `event ${this.#misplaced} is not where it belongs`;
    if (events !== this.#expected) return `${events} of ${this.#expected} events arrived`;
    if (!this.#usage) return 'a stream without its usage';
    return this.#last && this.#waiting === '' ? null : 'a stream without its end';
  }

  /**
   * @param {string} event
   * @param {number} nowUs
   */
  #take(event, nowUs) {
    const [, number, sentUs] = EVENT.exec(event) ?? [];
    if (number !== undefined) {
      if (Number(number) !== this.events || this.#last) this.#misplaced ??= Number(number);
      this.events += 1;
      this.#delaysUs.push(nowUs - Number(sentUs));
    } else if (event.includes('"total_tokens"')) this.#usage = true;
    else if (event === LAST) this.#last = true;
  }
}
