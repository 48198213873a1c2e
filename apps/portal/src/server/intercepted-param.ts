/**
 * A dynamic segment of an intercepting route as it was meant. Next leaves the mark of the interception, `(.)`, in front of
 * the value (in development once more for each navigation); no id of ours begins with one.
 */
export function interceptedParam(value: string): string {
  return decodeURIComponent(value).replace(/^(?:\(\.\))+/, '');
}
