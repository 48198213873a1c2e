type Defined<T> = { [Key in keyof T]?: Exclude<T[Key], undefined> };

/** The same object without its undefined fields: what a caller left out must not be written as null. */
export function withoutUndefined<T extends object>(object: T): Defined<T> {
  return Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined)) as Defined<T>;
}
