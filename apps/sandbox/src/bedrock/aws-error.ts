import { badRequest, type Refusal, type Wire } from '../exchange/wire.js';

/** What Bedrock's answers have in common: the name of an error stands in a header, its body has the message. */
export const AWS_WIRE: Wire = {
  headers: ({ requestId }) => ({ 'x-amzn-requestid': requestId }),
  errorBody: ({ message }) => ({ message }),
  errorHeaders: (refusal) => ({ 'x-amzn-errortype': nameOf(refusal) }),
};

/** The name of an error: what steering calls its code is its name here. */
export function nameOf({ status, type, code }: Refusal): string {
  return type ?? (code?.endsWith('Exception') === true ? code : errorTypeOf(status));
}

/** A request that Bedrock won't have for what it says. */
export function validation(message: string): Refusal {
  return { ...badRequest(message), type: 'ValidationException' };
}

/** JSON of another form than the operation's. */
export function malformed(message: string): Refusal {
  return { ...badRequest(message), type: 'SerializationException' };
}

/** What Bedrock calls an error of that status. */
function errorTypeOf(status: number): string {
  if (status === 401 || status === 403) return 'AccessDeniedException';
  if (status === 404) return 'ResourceNotFoundException';
  if (status === 408) return 'ModelTimeoutException';
  if (status === 424) return 'ModelErrorException';
  if (status === 429) return 'ThrottlingException';
  if (status === 503) return 'ServiceUnavailableException';
  return status >= 500 ? 'InternalServerException' : 'ValidationException';
}
