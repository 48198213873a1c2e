/** How long what the OAuth server gives out is good for, in seconds. */
export const ACCESS_TOKEN_SECONDS = 600;
export const REFRESH_TOKEN_SECONDS = 30 * 86_400;
export const CODE_SECONDS = 60;
/** How long a person may think about a consent, signing in first included. */
export const INTERACTION_SECONDS = 1_800;
