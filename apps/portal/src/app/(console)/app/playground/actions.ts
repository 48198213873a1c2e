'use server';

import { CreatePlaygroundKeySchema, type PlaygroundKeyView } from '@turnpike/contracts/management/keys';
import { createPlaygroundKey } from '@turnpike/management/keys/create-playground-key.use-case';
import { type ActionResult, tenantAction } from '../../../../server/action';

/** A key of minutes for this browser; it stays in the page's memory. */
export async function createPlaygroundKeyAction(input: unknown): Promise<ActionResult<PlaygroundKeyView>> {
  return tenantAction(CreatePlaygroundKeySchema, input, (given) =>
    createPlaygroundKey(given.context, given.session.actor, given.input),
  );
}
