/** Two tries at once: when the second begins, and whose answer counts. */
import { type Failed, isFailed } from './try-result.js';

/** Whether it takes longer than that. */
export function outlasts(work: Promise<unknown>, ms: number): Promise<boolean> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve(true), ms);
    const end = () => {
      clearTimeout(timer);
      resolve(false);
    };
    work.then(end, end);
  });
}

/** The first outcome that decides: an answer, a failure that nothing mends, or else the later failure. */
export function firstAnswer<T extends object | 'client_gone'>(
  first: Promise<T | Failed>,
  second: Promise<T | Failed>,
  mayGoOn: (failed: Failed) => boolean,
): Promise<T | Failed> {
  return new Promise((resolve, reject) => {
    let left = 2;
    const settle = (outcome: T | Failed) => {
      left -= 1;
      if (left === 0 || !isFailed(outcome) || !mayGoOn(outcome)) resolve(outcome);
    };
    first.then(settle, reject);
    second.then(settle, reject);
  });
}
