/** An error as Stripe answers it. */
export interface StripeError {
  status: number;
  type: 'invalid_request_error' | 'idempotency_error';
  message: string;
  code?: string;
  param?: string;
}

/** A request that can't be done as it is. */
export function invalid(message: string, param?: string, code?: string): StripeError {
  return {
    status: 400,
    type: 'invalid_request_error',
    message,
    ...(param === undefined ? {} : { param }),
    ...(code === undefined ? {} : { code }),
  };
}

/** An id that names nothing. */
export function missing(kind: string, id: string): StripeError {
  return { ...invalid(`No such ${kind}: '${id}'`, 'id', 'resource_missing'), status: 404 };
}

/** Stripe's envelope. */
export function toErrorBody({ status: _, ...error }: StripeError): unknown {
  return { error: { ...error, doc_url: 'https://docs.stripe.com/error-codes' } };
}
