/** The lines a person watches while a command works: when, what, and how long it took. */
const NAME_WIDTH = 12;

/** Variable in which a command that goes on under another Node says when it began. */
export const STARTED_AT = 'TURNPIKE_STARTED_AT';

export class Progress {
  #startedAt = Number(process.env[STARTED_AT]) || Date.now() - process.uptime() * 1000;

  constructor() {
    delete process.env[STARTED_AT];
  }

  /**
   * @param {string} name
   * @param {string} text
   */
  note(name, text) {
    console.log(`${this.#clock()}  ${name.padEnd(NAME_WIDTH)}${text}`);
  }

  /**
   * @template T
   * @param {string} name
   * @param {string} text
   * @param {() => Promise<T>} work
   * @returns {Promise<T>}
   */
  async step(name, text, work) {
    this.note(name, `${text} …`);
    const startedAt = Date.now();
    const result = await work();
    this.note(name, `done in ${((Date.now() - startedAt) / 1000).toFixed(1)} s`);
    return result;
  }

  /** @returns {number} seconds since the command began */
  seconds() {
    return (Date.now() - this.#startedAt) / 1000;
  }

  #clock() {
    return `${this.seconds().toFixed(1).padStart(6)} s`;
  }
}
