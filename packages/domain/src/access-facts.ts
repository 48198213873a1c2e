/** What access policies see of a call and of what a member does: the same for the real thing and for a simulation. */
import type { AccessAttribute } from './access-attributes.js';
import type { AccessFacts } from './access-rule.js';
import { type IdKind, publicId } from './ids.js';
import { localClock } from './period.js';

/** Where and when something happens. */
export interface AccessMoment {
  /** Of who asks; null: none is known, undefined: it was judged before, elsewhere. */
  readonly address: string | null | undefined;
  readonly atMs: number;
  readonly timeZone: string;
}

/** A call. Ids are bare. What is undefined isn't known yet; what is null isn't there. */
export interface CallFacts extends AccessMoment {
  readonly credentialKind: keyof typeof CREDENTIAL_IDS;
  /** Undefined for a call of any credential of its application. */
  readonly credentialId: string | undefined;
  /** The person the credential speaks for. */
  readonly userId: string | null;
  readonly applicationId: string;
  readonly environment: 'live' | 'test';
  readonly operation: string;
  readonly product: string | null | undefined;
  readonly model: string | null | undefined;
  readonly endUser: string | null | undefined;
  readonly method: string | undefined;
  readonly path: string | undefined;
}

/** What a member does in a tenant. */
export interface ActFacts extends AccessMoment {
  /** Bare; undefined for whoever has the role. */
  readonly userId: string | undefined;
  /** A role that every tenant has, or the public id of one of its own. */
  readonly role: string;
  /** The permission it takes. */
  readonly action: string;
  /** Public id of the one thing it is done to. */
  readonly resourceId: string | null;
}

const CREDENTIAL_IDS = {
  api_key: 'key',
  client_token: 'clientToken',
  access_token: 'oauthClient',
  external_token: 'tokenIssuer',
  signature: 'signingSecret',
} as const satisfies Record<string, IdKind>;

/** Reads the attributes of a call; each is worked out when it is asked for, and not before. */
export function callAttributes(call: CallFacts): AccessFacts {
  return (attribute) => {
    switch (attribute) {
      case 'actor.kind':
        return call.userId === null ? 'application' : 'person';
      case 'actor.id':
        return call.userId === null ? null : publicId('user', call.userId);
      case 'credential.kind':
        return call.credentialKind;
      case 'credential.id':
        return call.credentialId && publicId(CREDENTIAL_IDS[call.credentialKind], call.credentialId);
      case 'application.id':
        return publicId('application', call.applicationId);
      case 'environment':
        return call.environment;
      case 'end_user':
        return call.endUser;
      case 'resource.operation':
        return call.operation;
      case 'resource.product':
        return call.product;
      case 'resource.model':
        return call.model;
      case 'method':
        return call.method;
      case 'path':
        return call.path;
      default:
        return momentAttribute(call, attribute);
    }
  };
}

/** Reads the attributes of what a member does. */
export function actAttributes(act: ActFacts): AccessFacts {
  return (attribute) => {
    switch (attribute) {
      case 'actor.id':
        return act.userId && publicId('user', act.userId);
      case 'actor.role':
        return act.role;
      case 'action':
        return act.action;
      case 'resource.kind':
        return act.action.slice(0, act.action.indexOf(':'));
      case 'resource.id':
        return act.resourceId;
      default:
        return momentAttribute(act, attribute);
    }
  };
}

function momentAttribute(moment: AccessMoment, attribute: AccessAttribute): string | null | undefined {
  switch (attribute) {
    case 'address':
      return moment.address;
    case 'time':
      return localClock(moment.atMs, moment.timeZone).time;
    case 'weekday':
      return localClock(moment.atMs, moment.timeZone).weekday;
    default:
      return null;
  }
}
