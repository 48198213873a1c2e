import { createHash } from 'node:crypto';

/** Somebody who signed in at the sandbox, as they said they are. */
export interface Person {
  email: string;
  name: string;
  /** Whether the provider vouches for the address. */
  emailVerified: boolean;
}

/** Enough for any test; the one who came first is forgotten first. */
const MAX_PEOPLE = 1_000;

/** Everybody by subject. The subject is made from the e-mail: the same address is the same account, after a restart too. */
export class People {
  private readonly bySubject = new Map<string, Person>();

  /** Keeps what they said now and gives the subject. */
  remember(person: Person): string {
    const subject = createHash('sha256').update(person.email.toLowerCase()).digest('hex').slice(0, 24);
    this.bySubject.delete(subject);
    this.bySubject.set(subject, person);
    for (const oldest of this.bySubject.keys()) {
      if (this.bySubject.size <= MAX_PEOPLE) break;
      this.bySubject.delete(oldest);
    }
    return subject;
  }

  find(subject: string): Person | undefined {
    return this.bySubject.get(subject);
  }
}
