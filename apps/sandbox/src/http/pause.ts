import type { ServerResponse } from 'node:http';

/** Waits; answers false at once when the client leaves before the time is over. */
export function pause(response: ServerResponse, delayMs: number): Promise<boolean> {
  if (response.destroyed) return Promise.resolve(false);
  if (delayMs <= 0) return Promise.resolve(true);
  return new Promise((resolve) => {
    const onClose = (): void => {
      clearTimeout(timer);
      resolve(false);
    };
    const timer = setTimeout(() => {
      response.off('close', onClose);
      resolve(true);
    }, delayMs);
    response.once('close', onClose);
  });
}
