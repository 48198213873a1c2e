/** A picture that goes along with a question, as models of every wire take it: a data URL. */
export interface Picture {
  name: string;
  mediaType: string;
  url: string;
}

/** What models read. */
export const PICTURE_TYPES = 'image/png,image/jpeg,image/webp,image/gif';
/** It grows by a third on its way, and the gateway bounds a body. */
export const MOST_PICTURE_BYTES = 4 * 1024 * 1024;

/** Reads a file of the reader's; rejects where the browser can't. */
export function readPicture(file: File): Promise<Picture> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve({ name: file.name, mediaType: file.type, url: reader.result as string });
    reader.onerror = () => reject(reader.error ?? new Error('the file could not be read'));
    reader.readAsDataURL(file);
  });
}
