import { expect, test } from 'vitest';
import { organisationName } from './organisation-name.js';

test.each([
  ['ada@acme.com', '', 'Acme'],
  ['ada@mail.acme-labs.co.uk', '', 'Acme Labs'],
  ['ada.lovelace+toll@gmail.com', '', 'Ada Lovelace'],
  ['ada@yahoo.co.uk', 'Ada King', 'Ada King'],
  ['12@qq.com', '', '12'],
  ['_@gmail.com', '', 'Organisation'],
  ['ada@co.uk', '', 'Co'],
])('%s called "%s" has %s', (email, name, organisation) => {
  expect(organisationName({ email, name })).toBe(organisation);
});
