/** One core for what is measured; load, upstream, PostgreSQL, Redis and the worker share the other. */
export const MEASURED = 1;
export const REST = 0;
