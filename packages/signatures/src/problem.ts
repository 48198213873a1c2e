/** Why a signature counts for nothing: the part of the request that is at fault, as RFC 9421 names it, and what is wrong. */
export class SignatureProblem {
  readonly part: string;
  readonly reason: string;

  constructor(part: string, reason: string) {
    this.part = part;
    this.reason = reason;
  }
}
