/**
 * The one catalogue of everything Turnpike answers that is not a success. Rendering is a look-up; docs pages and SDK
 * error classes are made from it. `number` is the management API's code: 4xxx the caller's to mend, 5xxx ours.
 */

/** Who can mend it. */
export type Blame = 'caller' | 'platform' | 'provider';

export interface CatalogueEntry {
  /** HTTP status. */
  status: number;
  /** Numeric code of the unified envelope. */
  number: number;
  /** `error.type` in OpenAI's envelope. */
  type: string;
  /** What happened, for anyone to read. */
  message: string;
  /** What to do about it. */
  fix: string;
  /** Whether the same request may succeed later without change. */
  retryable: boolean;
  blame: Blame;
}

const caller = (status: number, number: number, type: string, message: string, fix: string): CatalogueEntry =>
  ({ status, number, type, message, fix, retryable: status === 429, blame: 'caller' }); // prettier-ignore
const platform = (status: number, number: number, message: string, fix: string): CatalogueEntry =>
  ({ status, number, type: 'server_error', message, fix, retryable: status !== 500, blame: 'platform' }); // prettier-ignore
const provider = (status: number, number: number, message: string, fix: string): CatalogueEntry =>
  ({ status, number, type: 'upstream_error', message, fix, retryable: true, blame: 'provider' }); // prettier-ignore

const INVALID = 'invalid_request_error';

export const CATALOGUE = {
  // The request itself
  validation_failed: caller(400, 4000, INVALID, 'The request is not valid.', 'Correct the fields named in the details.'),
  invalid_json: caller(400, 4001, INVALID, 'The request body is not valid JSON.', 'Send a JSON object encoded as UTF-8.'),
  invalid_parameter: caller(400, 4002, INVALID, 'A parameter has a value that is not allowed.', 'Correct the parameter named in the message.'),
  unsupported_parameter: caller(400, 4003, INVALID, 'A parameter is not supported here.', 'Remove the parameter named in the message.'),
  invalid_signature: caller(400, 4004, INVALID, 'The signature of the message is missing, wrong or too old.', 'Check the webhook’s secret and the sender’s clock.'),
  link_invalid: caller(410, 4100, INVALID, 'The link has expired or was used already.', 'Ask for a new link.'),
  result_expired: caller(410, 4101, INVALID, 'The result was kept for its stated time and is gone.', 'Fetch results before the job’s expires_at; send the request again.'),
  request_blocked: caller(400, 4005, INVALID, 'The request looks like an attack and was not let through.', 'Send no code in the path, the query or the headers; if it is none, tell the owner of the API with the request id.'),
  request_timeout: caller(408, 4080, INVALID, 'The request did not arrive in time.', 'Send the whole request without pauses.'),
  payload_too_large: caller(413, 4130, INVALID, 'The request body is larger than allowed.', 'Send a smaller body.'),
  unsupported_media_type: caller(415, 4150, INVALID, 'The content type is not supported.', 'Send Content-Type: application/json.'),
  unprocessable: caller(422, 4220, INVALID, 'The provider could not process the request.', 'Read the message and change the request.'),
  headers_too_large: caller(431, 4310, INVALID, 'The request headers are larger than allowed.', 'Send fewer or smaller headers.'),
  upgrade_required: caller(426, 4260, INVALID, 'This address is a WebSocket’s.', 'Connect with a WebSocket client.'),
  session_expired: caller(408, 4081, INVALID, 'The session reached the longest time that one may last.', 'Open a new session.'),
  // Who is calling
  unauthorized: caller(401, 4010, 'authentication_error', 'No valid credential was sent.', 'Send your credential as Authorization: Bearer <key>.'),
  missing_api_key: caller(401, 4011, 'authentication_error', 'No API key was sent.', 'Send your key as Authorization: Bearer <key>.'),
  invalid_api_key: caller(401, 4012, 'authentication_error', 'The API key is not valid.', 'Check for a typo or a truncated copy, or create a new key.'),
  revoked_api_key: caller(401, 4013, 'authentication_error', 'The API key was revoked, disabled, or has expired.', 'Use another key or create a new one.'),
  credential_not_accepted: caller(401, 4014, 'authentication_error', 'What the request shows of its caller is not enough here.', 'Send what the details name, all of one combination.'),
  signature_invalid: caller(401, 4015, 'authentication_error', 'The signature of the request is missing a part, wrong, or too old.', 'Sign the parts that the details name, within 300 seconds, with the secret’s own algorithm.'),
  signature_replayed: caller(401, 4016, 'authentication_error', 'The signature was used before.', 'Sign each request anew, with a nonce of its own.'),
  token_invalid: caller(401, 4017, 'authentication_error', 'The access token is not valid.', 'Ask the authorization server for a new one.'),
  token_expired: caller(401, 4018, 'authentication_error', 'The access token has expired or was revoked.', 'Use the refresh token, or ask for authorization again.'),
  forbidden: caller(403, 4030, 'permission_error', 'You are not allowed to do this.', 'Ask an administrator of your organisation for the permission.'),
  tenant_suspended: caller(403, 4031, 'permission_error', 'The organisation is suspended.', 'Contact support.'),
  email_unverified: caller(403, 4033, 'permission_error', 'The e-mail address has not been verified.', 'Open the link in the mail that was sent to it.'),
  no_subscription: caller(403, 4032, 'permission_error', 'The application has no active subscription that covers this call.', 'Subscribe the application to a product that offers it.'),
  residency_not_satisfied: caller(403, 4034, 'permission_error', 'No place that serves this model satisfies the organisation’s residency policy.', 'Ask for another model, or have an administrator of the organisation change its policy.'),
  address_not_permitted: caller(403, 4035, 'permission_error', 'The credential may not be used from this address.', 'Call from an address on its allow-list, or have the list changed.'),
  insufficient_scope: caller(403, 4036, 'permission_error', 'The credential does not have the scope for this call.', 'Use a credential with the scope that the details name.'),
  policy_denied: caller(403, 4037, 'permission_error', 'A policy of the organisation does not allow this.', 'Ask an administrator of the organisation about the policy that the details name.'),
  model_not_permitted: caller(403, 4038, 'permission_error', 'The credential may not ask this model.', 'Ask a model that the credential’s allow-list names.'),
  product_stopped: caller(403, 4039, 'permission_error', 'The API was switched off by its owner.', 'Read the message; contact support.'),
  // What is asked for
  not_found: caller(404, 4040, INVALID, 'There is nothing here, or nothing that you may see.', 'Check the address and the id.'),
  model_not_found: caller(404, 4041, INVALID, 'The model does not exist or you do not have access to it.', 'List the models you may use at GET /v1/models.'),
  method_not_allowed: caller(405, 4050, INVALID, 'The method is not allowed here.', 'See the API reference for the methods of this address.'),
  conflict: caller(409, 4090, INVALID, 'The thing exists already or was changed meanwhile.', 'Read it again, then decide.'),
  invalid_state: caller(409, 4091, INVALID, 'The thing is not in a state that allows this.', 'Read its status.'),
  currency_mismatch: caller(409, 4092, INVALID, 'The currency is not the one the organisation is billed in.', 'Use the organisation’s billing currency.'),
  idempotency_in_progress: { ...caller(409, 4093, INVALID, 'A call with this idempotency key is still running.', 'Wait for it to end, then send the same request again.'), retryable: true },
  idempotency_interrupted: caller(409, 4094, INVALID, 'The call with this idempotency key was interrupted; how much of it was done is on its record.', 'Look the call up by the id in the details, then decide whether to send it under a new key.'),
  idempotency_result_gone: caller(409, 4095, INVALID, 'The call with this idempotency key has ended; its answer was not kept.', 'Look the call up by the id in the details; send the request under a new key to have it made again.'),
  idempotency_key_reused: caller(422, 4223, INVALID, 'The idempotency key was used for another request.', 'Use one key for one request.'),
  address_not_allowed: caller(422, 4222, INVALID, 'Nothing may be sent to this address.', 'Give an https address that anyone on the internet can reach; for an instance, one in its provider’s networks.'),
  unknown_reference: caller(422, 4221, INVALID, 'The request names something that does not exist.', 'Check the id or slug named in the message.'),
  // How much
  insufficient_quota: caller(402, 4020, 'insufficient_quota', 'The balance does not cover this call.', 'Top up the balance.'),
  budget_exceeded: caller(402, 4022, 'insufficient_quota', 'The budget for this period does not cover this call.', 'Raise the budget that the details name, or wait for the next period.'),
  rate_limit_exceeded: caller(429, 4290, 'rate_limit_error', 'Too many requests.', 'Wait for the time in Retry-After.'),
  concurrency_limit_exceeded: caller(429, 4291, 'rate_limit_error', 'Too many requests at once.', 'Wait for a running request to end.'),
  quota_exceeded: caller(429, 4292, 'rate_limit_error', 'The quota for this period is used up.', 'Wait for the next period or change the plan.'),
  too_many_attempts: caller(429, 4293, 'rate_limit_error', 'Too many failed attempts.', 'Wait a few minutes before you try again.'),
  job_queue_full: caller(429, 4294, 'rate_limit_error', 'The organisation has as many jobs waiting as it may have.', 'Wait for jobs to finish, or cancel some.'),
  pace_queue_full: caller(429, 4295, 'rate_limit_error', 'As many requests wait for their turn as may wait.', 'Wait for the time in Retry-After, and send fewer at once.'),
  // Ours
  internal_error: platform(500, 5000, 'Something went wrong on our side.', 'Try again; if it stays, contact support with the request id.'),
  price_unknown: platform(503, 5030, 'The plan has no price for this call, so it was refused.', 'Contact support with the request id.'),
  limits_unavailable: platform(503, 5031, 'Limits and balances can not be checked right now.', 'Try again after the time in Retry-After.'),
  store_unavailable: platform(503, 5032, 'A store this call needs can not be reached right now.', 'Try again after the time in Retry-After.'),
  shutting_down: platform(503, 5033, 'This process is shutting down.', 'Try again at once.'),
  no_target: platform(503, 5034, 'No target can serve this model right now.', 'Try again after the time in Retry-After.'),
  job_expired: platform(503, 5035, 'The job waited for a day and could not be run.', 'Read what kept it from running, then send it again.'),
  overloaded: platform(503, 5036, 'This process serves as many connections as it can.', 'Try again after the time in Retry-After.'),
  capacity_exhausted: platform(503, 5037, 'The model is used as much as it can be, and the call waited as long as it may.', 'Try again after the time in Retry-After.'),
  // The provider's
  upstream_error: provider(502, 5020, 'The provider failed to answer the request.', 'Try again.'),
  upstream_interrupted: provider(502, 5021, 'The provider ended its answer before it was complete.', 'Try again; you are charged for what was delivered.'),
  upstream_rejected_credential: { ...provider(502, 5022, 'The provider refused the platform’s credential.', 'Contact support with the request id.'), retryable: false },
  not_cached: provider(504, 5041, 'No answer to this request is kept, and the request takes no other.', 'Leave only-if-cached out of Cache-Control.'),
  payment_provider_unavailable: provider(502, 5023, 'The payment provider could not be reached or did not do as asked.', 'Try again in a minute; nothing was charged.'),
  upstream_timeout: provider(504, 5040, 'The provider did not answer in time.', 'Try again.'),
  balance_exhausted: caller(402, 4021, 'insufficient_quota', 'The balance ran out while the answer was being delivered.', 'Top up the balance; you are charged for what was delivered.'),
} as const satisfies Record<string, CatalogueEntry>; // prettier-ignore

export type ErrorCode = keyof typeof CATALOGUE;
