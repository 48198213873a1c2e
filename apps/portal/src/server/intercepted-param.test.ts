import { expect, it } from 'vitest';
import { interceptedParam } from './intercepted-param';

it.each(['key_01', '(.)key_01', '(.)(.)(.)key_01', '%28.%29key_01'])('%s', (value) => {
  expect(interceptedParam(value)).toBe('key_01');
});
