/** A condition as a form holds it, and as it is sent. */
import type { Condition } from '@turnpike/contracts/access';
import {
  type AccessAttribute,
  ACCESS_ATTRIBUTE_NAMES,
  type AccessOperator,
  isAccessAttribute,
  operatorsOf,
  specOf,
} from '@turnpike/domain/access-attributes';

export interface DraftCondition {
  attribute: AccessAttribute;
  operator: AccessOperator;
  values: string[];
}

/** The attributes a policy of that realm may speak of. */
export function attributesOf(realm: 'call' | 'manage'): AccessAttribute[] {
  return ACCESS_ATTRIBUTE_NAMES.filter((name) => specOf(name).realms.includes(realm));
}

/** Whether the test takes several values. */
export function takesMany(operator: AccessOperator): boolean {
  return operator === 'in' || operator === 'not_in' || operator === 'within' || operator === 'not_within';
}

export function draftOf({ attribute, operator, value }: Condition): DraftCondition {
  const values = typeof value === 'string' ? [value] : value;
  return { attribute: isAccessAttribute(attribute) ? attribute : 'address', operator, values };
}

/** What is sent; lines without text are left out. */
export function conditionOf({ attribute, operator, values }: DraftCondition): Condition {
  const given = values.map((value) => value.trim()).filter((value) => value !== '');
  return { attribute, operator, value: takesMany(operator) && given.length > 0 ? given : (given[0] ?? '') };
}

/** Another attribute: its first test, no value. */
export function withAttribute(attribute: AccessAttribute): DraftCondition {
  return { attribute, operator: operatorsOf(attribute)[0] ?? 'equals', values: [] };
}

/** Another test: what was chosen stays, as far as the test takes it. */
export function withOperator(draft: DraftCondition, operator: AccessOperator): DraftCondition {
  return { ...draft, operator, values: takesMany(operator) ? draft.values : draft.values.slice(0, 1) };
}
