import { expect, test } from 'vitest';
import { distinctFacts } from './distinct-facts.js';

test.each([
  ['a number in letters', 'Give three tips', 'give 3 tips'],
  ['a number with thousands', 'Tax on 40,000?', 'Tax on 40000?'],
  ['a curly apostrophe', 'I can’t pay', "I can't pay"],
  ['a unit in other letters', 'in 5 kilometres', 'in 5 km'],
  ['manners and capitals', 'Tell me the way to Rome', 'please tell me the way to Rome.'],
  ['a sentence’s first word', 'Explain gravity', 'gravity explained'],
  ['full-width digits', 'version ３', 'version 3'],
])('are equal but for %s', (_what, one, other) => {
  expect(distinctFacts(other)).toBe(distinctFacts(one));
});

test.each([
  ['a number', 'room 12', 'room 13'],
  ['a sign', 'is it -3', 'is it 3'],
  ['a negation', 'is it safe', 'is it not safe'],
  ['a name', 'a trip to Rome', 'a trip to Oslo'],
  ['the order of names', 'did Ann call Bob', 'did Bob call Ann'],
  ['a quote', 'translate "yes"', 'translate "no"'],
  ['code', 'what is `a+b`', 'what is `a-b`'],
  ['a flag', 'what does ls -l do', 'what does ls -a do'],
  ['an identifier', 'why does fooBar fail', 'why does fooBaz fail'],
  ['a file', 'open main.ts', 'open main.js'],
  ['a unit', 'ten miles', 'ten km'],
  ['a day', 'open on monday', 'open on sunday'],
  ['a date', 'on 2026-05-01', 'on 2026-05-02'],
  ['an opposite', 'enable it', 'disable it'],
  ['a language', 'sort in python', 'sort in java'],
  ['a direction', 'from oslo to rome', 'from rome to oslo'],
  ['what is asked for', 'who invented it', 'when was it invented'],
])('differ with %s', (_what, one, other) => {
  expect(distinctFacts(other)).not.toBe(distinctFacts(one));
});
