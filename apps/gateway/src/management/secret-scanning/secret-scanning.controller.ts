import { Controller, HttpCode, Inject, Post, Req } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import {
  type LeakAlerts,
  LeakAlertsSchema,
  type LeakVerdicts,
  LeakVerdictsSchema,
} from '@turnpike/contracts/management/secret-scanning';
import { ApiError } from '@turnpike/errors/api-error';
import { reportLeakedKeys } from '@turnpike/management/keys/report-leaked-keys.use-case';
import type { ManagementContext } from '@turnpike/management/management-context';
import type { FastifyRequest } from 'fastify';
import { errorContent } from '../../bootstrap/documented.decorator.js';
import { BareAnswer } from '../../bootstrap/envelope.interceptor.js';
import { MANAGEMENT_CONTEXT } from '../../bootstrap/injection-tokens.js';
import { Public } from '../../identity/public.decorator.js';
import { AlertIntake } from './alert-intake.js';

const BODY_LIMIT_BYTES = 1024 * 1024;

/** Alerts of keys that were found in public, in the format of GitHub’s secret scanning partner programme. */
@ApiTags('Keys')
@Controller('api/v1/secret-scanning')
export class SecretScanningController {
  readonly #context: ManagementContext;
  readonly #intake: AlertIntake;

  constructor(@Inject(MANAGEMENT_CONTEXT) context: ManagementContext, @Inject(AlertIntake) intake: AlertIntake) {
    this.#context = context;
    this.#intake = intake;
  }

  @Post('alerts')
  @Public({ bodyLimitBytes: BODY_LIMIT_BYTES, rawBody: true })
  @BareAnswer()
  @HttpCode(200)
  @ApiOperation({
    summary: 'Take alerts of leaked keys',
    description:
      'In the format of GitHub’s secret scanning partner programme, signed as there. A key of ours is revoked at once and its organisation told; the answer says of each token whether it was one. 404 unless `SECRET_SCANNING_KEYS_URL` is set.',
    security: [],
  })
  @ApiResponse({ status: 200, description: 'Success', standardSchema: LeakVerdictsSchema })
  @ApiResponse({ status: 'default', description: 'An error of the catalogue', content: errorContent() })
  async take(@Req() { body, headers, ip, id }: FastifyRequest): Promise<LeakVerdicts> {
    const message = await this.#intake.open({
      body,
      keyName: headers['github-public-key-identifier'],
      signature: headers['github-public-key-signature'],
    });
    const actor = { kind: 'system', name: 'secret-scanning', ip, requestId: id } as const;
    return reportLeakedKeys(this.#context, actor, readAlerts(message));
  }
}

function readAlerts(message: Buffer): LeakAlerts {
  try {
    return LeakAlertsSchema.parse(JSON.parse(message.toString('utf8')));
  } catch (cause) {
    throw new ApiError('validation_failed', { message: 'The message is no list of alerts.', cause });
  }
}
