import { Controller, Get, Inject } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import {
  EncryptionKeyListSchema,
  type EncryptionKeyView,
  EncryptionKeyViewSchema,
} from '@turnpike/contracts/management/encryption-keys';
import type { Actor } from '@turnpike/management/actor';
import { listEncryptionKeys } from '@turnpike/management/credentials/list-encryption-keys.use-case';
import type { ManagementContext } from '@turnpike/management/management-context';
import { Documented } from '../bootstrap/documented.decorator.js';
import { MANAGEMENT_CONTEXT } from '../bootstrap/injection-tokens.js';
import { CurrentActor } from '../identity/current-actor.decorator.js';

const EncryptionKey = EncryptionKeyViewSchema.meta({ id: 'EncryptionKey' });

@ApiTags('Providers')
@Controller('api/v1/encryption-keys')
export class EncryptionKeysController {
  readonly #context: ManagementContext;

  constructor(@Inject(MANAGEMENT_CONTEXT) context: ManagementContext) {
    this.#context = context;
  }

  @Get()
  @Documented({
    summary: 'List the keys that secrets are encrypted with',
    description: 'How much is under each, as the answering process has them; see `CREDENTIAL_KEYS_RETIRED`.',
    data: EncryptionKeyListSchema.extend({ items: EncryptionKey.array() }),
  })
  list(@CurrentActor() actor: Actor): Promise<{ items: EncryptionKeyView[] }> {
    return listEncryptionKeys(this.#context, actor);
  }
}
