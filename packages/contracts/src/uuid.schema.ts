import { isUuid } from '@turnpike/domain/ids';
import { z } from 'zod';

/** A bare uuid, as ids travel between our own processes. */
export const UuidSchema = z.string().refine(isUuid, 'must be a uuid');
