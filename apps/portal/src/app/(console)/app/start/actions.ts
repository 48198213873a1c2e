'use server';

import type { CreatedKeyView } from '@turnpike/contracts/management/keys';
import { CreateFirstKeySchema, type StartView } from '@turnpike/contracts/management/start';
import { createFirstKey } from '@turnpike/management/start/create-first-key.use-case';
import { getStart } from '@turnpike/management/start/get-start.use-case';
import { z } from 'zod';
import { type ActionResult, tenantAction } from '../../../../server/action';

/** How far the organisation is; asked again and again while its reader waits for the first call. */
export async function readStartAction(): Promise<ActionResult<StartView>> {
  return tenantAction(z.undefined(), undefined, ({ context, session }) =>
    getStart(context, session.actor, { tenantId: session.tenant.id }),
  );
}

/** Makes a key that works, and before it whatever it needs. */
export async function createFirstKeyAction(input: unknown): Promise<ActionResult<CreatedKeyView>> {
  return tenantAction(CreateFirstKeySchema, input, (given) =>
    createFirstKey(given.context, given.session.actor, { ...given.input, tenantId: given.session.tenant.id }),
  );
}
