/**
 * The texts of the portal, one file per area. English first: another language is another folder of `messages` with the
 * same files, and a way to choose it in ./request.ts.
 */
import console from '../../messages/en/console.json';
import ui from '../../messages/en/ui.json';

export const messages = {
  console,
  ui,
};
