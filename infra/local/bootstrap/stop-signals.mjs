/** One promise to stop, whoever asks for it: Ctrl-C, a signal, a closed terminal, or the death of what started us. */

/** npm, the first Node and the terminal may each pass on the same Ctrl-C: what comes this soon after isn't a second. */
const SAME_REQUEST_MS = 1000;
const PARENT_CHECK_MS = 1000;

/**
 * @returns {{ stop: AbortSignal, force: AbortSignal }} `stop` is raised by the first request, `force` by a second one
 */
export function listenForStop() {
  const stop = new AbortController();
  const force = new AbortController();
  let firstAt = 0;
  const request = (/** @type {string} */ reason) => {
    if (!stop.signal.aborted) {
      firstAt = Date.now();
      stop.abort(new Error(reason));
    } else if (Date.now() - firstAt > SAME_REQUEST_MS) force.abort();
  };
  for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP']))
    process.on(signal, () => request(signal));
  // Started by an older Node: the channel closes when that one is killed.
  if (process.channel) {
    process.on('disconnect', () => request('the parent process is gone'));
    process.channel.unref();
  } else onNpmGone(() => request('npm is gone'));
  // Whoever read our output has left (npm start | head): stopping in order matters more than saying so.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => request('the output is closed'));
  return { stop: stop.signal, force: force.signal };
}

/**
 * npm passes signals on, but can't when it is killed. Run without npm, the parent may leave as it likes.
 * @param {() => void} then
 */
export function onNpmGone(then) {
  if (process.env.npm_lifecycle_event === undefined) return;
  const parent = process.ppid;
  const timer = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(timer);
    then();
  }, PARENT_CHECK_MS);
  timer.unref();
}
