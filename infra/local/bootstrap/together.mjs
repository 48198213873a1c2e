/**
 * Runs tasks side by side. When one fails the others are told to give up and are waited for, so that nothing goes on
 * behind the back of who cleans up.
 * @template T
 * @param {AbortSignal} signal
 * @param {((signal: AbortSignal) => Promise<T>)[]} tasks
 * @returns {Promise<T[]>}
 * @throws what the first one to fail threw
 */
export async function together(signal, tasks) {
  const failure = new AbortController();
  const either = AbortSignal.any([signal, failure.signal]);
  const results = await Promise.allSettled(
    tasks.map(async (task) => {
      try {
        return await task(either);
      } catch (error) {
        failure.abort(error);
        throw error;
      }
    }),
  );
  if (failure.signal.aborted) throw failure.signal.reason;
  signal.throwIfAborted();
  return results.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
}
