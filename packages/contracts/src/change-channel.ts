/**
 * The channel on which PostgreSQL says that something changed in the control plane. Whoever changes notifies in the
 * change's own transaction; whoever must know listens, and asks the change log or the outbox what it was.
 */
export const CHANGE_CHANNEL = 'turnpike_change';
