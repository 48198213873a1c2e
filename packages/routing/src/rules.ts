/** Which calls a policy's rules take: conditions, and then a share. */
import type { Rule } from '@turnpike/contracts/management/routing';
import { hashOf, toShare } from './hash.js';
import type { RouteQuestion } from './route-plan.js';

const TAG_HEADER = 'x-traffic-tag';

type Question = RouteQuestion<never> | RouteQuestion<unknown>;

/** One thing that must hold. */
interface Condition {
  /** In words, such as `the path begins with /v1`. */
  readonly text: string;
  holds(question: Question): boolean;
}

/** A rule, ready to be asked for each call. */
export class CompiledRule {
  readonly name: string;
  readonly pools: readonly string[];
  private readonly conditions: readonly Condition[];
  private readonly percent: number;
  private readonly stickyBy: Rule['stickyBy'];
  /** The rule's own, so that two rules don't take the same users. */
  private readonly seed: number;
  private readonly random: () => number;

  constructor({ name, when, percent, stickyBy, use }: Rule, random: () => number) {
    this.name = name;
    this.pools = use;
    this.conditions = conditionsOf(when);
    this.percent = percent;
    this.stickyBy = stickyBy;
    this.seed = hashOf(name);
    this.random = random;
  }

  takes(question: Question): boolean {
    for (const condition of this.conditions) if (!condition.holds(question)) return false;
    return this.percent === 100 || this.drawFor(question) < this.percent;
  }

  /** The same in words. A share of calls is drawn as a call would draw it. */
  judge(question: Question): { matched: boolean; reason: string } {
    const failing = this.conditions.find((condition) => !condition.holds(question));
    if (failing !== undefined) return { matched: false, reason: `Not so: ${failing.text}.` };
    const said = this.conditions.map(({ text }) => text).join(', ') || 'every call';
    if (this.percent === 100) return { matched: true, reason: `Takes it: ${said}.` };
    const drawn = this.drawFor(question);
    const matched = drawn < this.percent;
    const whose = { call: 'this call', end_user: 'this user', api_key: 'this key' };
    const share = `${whose[this.stickyBy]} falls on ${drawn.toFixed(1)} of 100, the rule takes those below ${String(this.percent)}`;
    return { matched, reason: `${matched ? 'Takes it' : 'Leaves it'}: ${said}; ${share}.` };
  }

  /** In [0, 100): the same for the same caller, where the rule is sticky. */
  private drawFor({ tenantId, endUser, apiKeyId }: Question): number {
    if (this.stickyBy === 'call') return this.random() * 100;
    const isUser = this.stickyBy === 'end_user' && endUser !== null;
    const seed = isUser ? hashOf(tenantId, this.seed) : this.seed;
    return toShare(hashOf(isUser ? endUser : apiKeyId, seed)) * 100;
  }
}

function conditionsOf({ path, headers, tag }: Rule['when']): Condition[] {
  const conditions: Condition[] = [];
  if (path !== undefined)
    conditions.push({ text: `the path begins with ${path}`, holds: (question) => question.path.startsWith(path) });
  if (tag !== undefined)
    conditions.push({ text: `the traffic tag is ${tag}`, holds: (question) => valueOf(question, TAG_HEADER) === tag });
  return conditions.concat(headers.map(conditionOn));
}

function conditionOn({ name, equals, prefix }: Rule['when']['headers'][number]): Condition {
  if (equals !== undefined)
    return { text: `${name} is ${equals}`, holds: (question) => valueOf(question, name) === equals };
  if (prefix !== undefined)
    return {
      text: `${name} begins with ${prefix}`,
      holds: (question) => valueOf(question, name)?.startsWith(prefix) === true,
    };
  return { text: `${name} is there`, holds: (question) => valueOf(question, name) !== undefined };
}

/** One that was sent more than once counts as it was sent first. */
function valueOf({ headers }: Question, name: string): string | undefined {
  const value = headers[name];
  return typeof value === 'object' ? value[0] : value;
}
