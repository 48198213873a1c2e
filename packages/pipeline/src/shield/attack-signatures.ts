/**
 * What attacks on programs behind an API look like, in a text that was decoded and put into lower case. Written after the
 * patterns that are public knowledge (OWASP's cheat sheets on SQL injection, XSS filter evasion and path traversal), and
 * held back where people write the same in earnest: a search for "rock" or "pop" is none. Every repetition is bounded and
 * none stands within another, so that a match takes time in proportion to the text.
 */
import type { AttackFinding } from '@turnpike/contracts/call-record';

type AttackKind = AttackFinding['kind'];

const SQL: readonly RegExp[] = [
  /\bunion\s{1,9}(?:(?:all|distinct)\s{1,9})?\(?\s{0,3}select\b/,
  // A quote that ends a text, and then a condition.
  /['"]\)?\s{0,9}(?:or|and|xor|\|\||&&)\s{0,9}\(?(?:not\s{1,9})?['"]{0,2}\w{0,20}['"]{0,2}\s{0,9}(?:=|<|>|like\b|in\s{0,3}\(|is\s{1,9}null|between\b)/,
  /['"]\)?\s{0,9}(?:or|and)\s{1,9}(?:true|1)\s{0,9}(?:--|#|;|$)/,
  /\bor\s{1,9}(\d{1,9})\s{0,5}=\s{0,5}\1\b/,
  /^\S{0,40}\s{1,9}and\s{1,9}(\d)\s{0,3}=\s{0,3}[12]\s{0,5}(?:--|#|$)/,
  // A quote, and then a comment that hides the rest.
  /['"]\)?\s{0,2}(?:--[\s+-]{0,3}|#|\/\*)$/,
  /;\s{0,9}(?:drop|alter|truncate|create)\s{1,9}(?:table|database|schema|view|user|index|function|procedure)\b/,
  /;\s{0,9}(?:delete\s{1,9}from|insert\s{1,9}into|update\s{1,9}\w{1,60}\s{1,9}set|exec(?:ute)?\s{1,9}(?:xp_|sp_|immediate|master)|shutdown\s{0,9}(?:--|;|$))/,
  /\b(?:pg_sleep|xp_cmdshell|dbms_pipe\.receive_message|utl_http\.request|extractvalue|updatexml|load_file)\s{0,9}\(/,
  /\b(?:sleep|benchmark)\s{0,3}\(\s{0,3}\d{1,12}(?:\.\d{1,6})?\s{0,3}[,)]/,
  /\bwaitfor\s{1,9}delay\s{0,9}['"]/,
  /\bfrom\s{1,9}(?:information_schema\.|pg_catalog\.|sqlite_master\b|sysobjects\b|mysql\.user\b)/,
  /\bselect\s{1,9}(?:\*|[\w.,()@]{1,80})\s{1,9}from\s{1,9}\w{1,60}\s{0,9}(?:--|#|where\s{1,9}\w{1,40}\s{0,5}(?:=|<|>|like\b))/,
  /\bselect\s{1,9}\*\s{1,9}from\b/,
  /\b(?:and|or)\s{1,9}\(?\s{0,3}(?:ascii|substring|substr|ord|mid|char_length)\s{0,3}\(/,
  /\binto\s{1,9}(?:outfile|dumpfile)\s{1,9}['"]/,
  /\border\s{1,9}by\s{1,9}\d{1,4}\s{0,5}(?:--|#)/,
];

const SCRIPT: readonly RegExp[] = [
  /<\s{0,5}\/?\s{0,5}script[\s>/]/,
  /<[a-z][^<>]{0,200}[\s/"']on[a-z]{3,20}\s{0,5}=/,
  /["'`][\s/]{0,5}(?:[\w-]{1,30}(?:=\S{0,40})?\s{1,5})?on(?:error|load|click|mouse\w{2,8}|focus\w{0,3}|toggle|animation\w{3,9}|pointer\w{2,8}|begin)\s{0,5}=/,
  /\bjavascript:[^\s]{1,80}[(=`]/,
  /\bvbscript:\S/,
  /\bdata:text\/html[;,]/,
  /<\s{0,3}(?:iframe|object|embed|applet|meta|base|form|svg|math)\b[^<>]{0,100}[\s/](?:src|data|href|http-equiv|action|srcdoc|xlink:href)\s{0,3}=/,
  /<!(?:\[cdata\[|entity\b|doctype[^>]{0,80}\[)/,
  /\{\{[^{]{0,80}\bconstructor\b/,
  /\$\{jndi:/,
];

const PATH_TRAVERSAL: readonly RegExp[] = [
  /(?:^|[/=:,\s"'(])\.\.\//,
  /\/\.\.$/,
  /\.{4}\/{2}/,
  /\/etc\/(?:passwd|shadow|group|sudoers)\b/,
  /\/proc\/self\//,
  /(?:windows\/(?:win\.ini|system32)|boot\.ini|\/web-inf\/|\/\.ssh\/|\.aws\/credentials)/,
  /\bfile:\/\/\//,
  /\b(?:php|phar|expect):\/\//,
  /\0/,
];

/** By kind. */
export const SIGNATURES = { script: SCRIPT, sql: SQL, path_traversal: PATH_TRAVERSAL } as const;

/** What most texts lack: a text without any of it matches none of the signatures. */
const SUSPECT =
  /[<'"`;\\\0]|\.\.|--|\{\{|\$\{|:\/\/|script:|data:|\/etc\/|\/proc\/|boot\.ini|win\.ini|web-inf|\.ssh|\.aws|system32|\b(?:union|select|from|or|and|order)\s|sleep|benchmark|waitfor|load_file|xp_|updatexml|extractvalue|dbms_|utl_|outfile|dumpfile/;

/** The kind of attack that a text in lower case looks like; null for none. */
export function attackIn(text: string): AttackKind | null {
  if (!SUSPECT.test(text)) return null;
  if (matches(SCRIPT, text)) return 'script';
  if (matches(SQL, text)) return 'sql';
  return matches(PATH_TRAVERSAL, text.replaceAll('\\', '/')) ? 'path_traversal' : null;
}

function matches(signatures: readonly RegExp[], text: string): boolean {
  return signatures.some((signature) => signature.test(text));
}
