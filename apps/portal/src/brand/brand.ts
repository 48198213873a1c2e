import { portalConfig } from '../environment';

/** What a company changes to make the portal its own. Colours and type are tokens in src/app/theme.css. */
export interface Brand {
  /** The product's name, as users see it. */
  readonly name: string;
  /** Up to two letters for the mark. */
  readonly mark: string;
  /** The landing page's promise, at most eight words. */
  readonly claim: string;
}

/** The brand of this installation. */
export function brand(): Brand {
  const name = portalConfig().productName;
  return { name, mark: shortCode(name), claim: 'Call any model. Pay for exactly that.' };
}

/**
 * Up to two capital letters that stand for a name: the initials of its first two words, or its first two letters.
 * `gpt-mini` gives GM, `Turnpike` gives TU.
 */
export function shortCode(name: string): string {
  const [first = '', second] = name.split(/[^\p{L}\p{N}]+/u).filter(Boolean);
  const letters = second ? [...first].slice(0, 1).concat([...second].slice(0, 1)) : [...first].slice(0, 2);
  return letters.join('').toUpperCase();
}
