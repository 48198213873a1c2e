/** Values written as literals of a language. Texts hold quotes, backslashes and line breaks, so each is quoted. */

/** A picture that the reader has as a file: code reads it from there, as a data URL. */
export class PictureFile {
  constructor(
    readonly name: string,
    readonly mediaType: string,
  ) {}
}

interface Language {
  readonly tab: string;
  readonly words: { readonly null: string; readonly true: string; readonly false: string };
  property(name: string, value: string): string;
  picture(file: PictureFile): string;
}

export const PYTHON: Language = {
  tab: '    ',
  words: { null: 'None', true: 'True', false: 'False' },
  property: (name, value) => `${quote(name)}: ${value}`,
  picture: ({ name, mediaType }) =>
    `${quote(`data:${mediaType};base64,`)} + base64.b64encode(open(${quote(name)}, "rb").read()).decode()`,
};

export const TYPESCRIPT: Language = {
  tab: '  ',
  words: { null: 'null', true: 'true', false: 'false' },
  property: (name, value) => `${/^[a-z_]\w*$/i.test(name) ? name : quote(name)}: ${value}`,
  picture: ({ name, mediaType }) => `${quote(`data:${mediaType};base64,`)} + readFileSync(${quote(name)}, "base64")`,
};

/** Longer ones are broken, each part on a line of its own. */
const WIDTH = 100;

/** That value, at that depth. What is undefined in an object is left out. */
export function literal(language: Language, value: unknown, depth: number): string {
  if (value instanceof PictureFile) return language.picture(value);
  if (typeof value === 'string') return quote(value);
  if (value === null || typeof value === 'boolean') return language.words[`${value}`];
  if (typeof value !== 'object') return String(value);
  const parts = (at: number) =>
    Array.isArray(value)
      ? value.map((item) => literal(language, item, at))
      : entriesOf(value).map(([name, item]) => language.property(name, literal(language, item, at)));
  const [open, close] = Array.isArray(value) ? ['[', ']'] : language === TYPESCRIPT ? ['{ ', ' }'] : ['{', '}'];
  const inline = `${open}${parts(depth).join(', ')}${close}`;
  const isList = Array.isArray(value) && value.some((item) => typeof item === 'object');
  if (!isList && !inline.includes('\n') && depth * language.tab.length + inline.length <= WIDTH) return inline;
  const indent = language.tab.repeat(depth + 1);
  const lines = parts(depth + 1).map((part) => `${indent}${part},`);
  return [open.trim(), ...lines, `${language.tab.repeat(depth)}${close.trim()}`].join('\n');
}

/** Members of an object that have a value. */
export function entriesOf(value: object): [string, unknown][] {
  return Object.entries(value).filter(([, item]) => item !== undefined);
}

/** JSON's quoting is valid in Python and TypeScript alike. */
export function quote(text: string): string {
  return JSON.stringify(text);
}
