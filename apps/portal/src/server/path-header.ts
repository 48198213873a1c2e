/** Path and query of the page asked for, written by src/proxy.ts: a layout is not told them. */
export const PATH_HEADER = 'x-turnpike-path';
