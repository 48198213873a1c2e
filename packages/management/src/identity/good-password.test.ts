import { ApiError } from '@turnpike/errors/api-error';
import { expect, test } from 'vitest';
import { requireGoodPassword } from './good-password.js';

const check = (password: string) =>
  requireGoodPassword({ productName: 'Tollgate' }, 'newPassword', {
    password,
    email: 'ada.lovelace@example.com',
    name: 'Ada King',
  });

test.each([
  'password1234',
  'Password1234!',
  '123456789012',
  'qwertyuiop12',
  'aaaaaaaaaaaa',
  'iloveyouiloveyou',
  'administrator',
  'letmeinletmein',
  'x1'.repeat(128),
])('%s is refused: others take it too', (password) => expect(check(password)).rejects.toThrow(/too easy to guess/));

test.each(['ada.lovelace1', 'Ada.Lovelace@Example.com', 'Tollgate!Tollgate', 'tollgate2026', 'AdaKingAdaKing'])(
  '%s is refused: it says who takes it',
  (password) => expect(check(password)).rejects.toThrow(/your name, your e-mail address/),
);

test.each(['correct horse battery', 'gQ7wPz2mXk9L', 'ada walks the grey dog home', '长城之外还有一片很大的草原啊'])(
  '%s is taken',
  (password) => expect(check(password)).resolves.toBeUndefined(),
);

test('the refusal names the field', async () => {
  const refused: unknown = await check('password1234').catch((error: unknown) => error);
  expect(refused).toBeInstanceOf(ApiError);
  expect(refused).toMatchObject({ code: 'validation_failed', param: 'newPassword' });
  expect((refused as ApiError).details).toEqual([{ field: 'newPassword', message: expect.any(String) }]);
});
