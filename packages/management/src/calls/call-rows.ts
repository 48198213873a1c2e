import type { CallRecord } from '@turnpike/contracts/call-record';
import type { CallView } from '@turnpike/contracts/management/calls';
import type { TokenColumn } from '../usage/token-counts.js';

/** What a call's ids are called today; null when the thing is gone. */
export interface CallNames {
  tenant_name: string | null;
  application_name: string | null;
}

/** A row of usage_events as `pg` reads it: counts and amounts as strings, with the names it refers to. */
export interface EventRow extends CallNames, Record<TokenColumn, string> {
  request_id: string;
  kind: 'usage' | 'reaped';
  tenant_id: string;
  application_id: string;
  api_key_id: string;
  subscription_id: string | null;
  product_id: string | null;
  plan: string | null;
  plan_version: number | null;
  environment: string;
  operation: string;
  model: string;
  served_model: string | null;
  provider: string | null;
  target_id: string | null;
  end_user: string | null;
  stream: boolean;
  status: number;
  end_reason: string;
  usage_source: string;
  images: number;
  characters: string;
  searches: string;
  seconds: string;
  currency: string;
  charge: string;
  overrun: string;
  parts: NonNullable<CallView['parts']>;
  cost: string;
  cost_currency: string | null;
  attempts: number;
  started_at: Date;
  ended_at: Date;
  recorded_at: Date;
}

/** A row of call_records; `detail` is null when it is not what this version knows. */
export interface RecordRow extends CallNames {
  id: string;
  tenant_id: string | null;
  application_id: string | null;
  api_key_id: string | null;
  environment: string | null;
  operation: string;
  model: string | null;
  status: number;
  error_code: string | null;
  started_at: Date;
  duration_us: string;
  detail: CallRecord['detail'] | null;
}
