import { portalConfig } from '../environment';
import { shortCode } from './short-code';

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
