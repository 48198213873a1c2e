/** A picture of an answer: its bytes, or where its provider keeps it. */
export interface MadePicture {
  blob: Blob | null;
  url: string | null;
  /** The file's ending. */
  format: string;
  /** The prompt as the model took it; empty where it says nothing. */
  revisedPrompt: string;
}

interface ImagesAnswer {
  data: { b64_json?: string; url?: string; revised_prompt?: string }[];
  output_format?: string;
}

/** Reads `data[]`; throws over what holds no pictures. */
export async function readPictures(answer: Response): Promise<MadePicture[]> {
  const { data, output_format: format = 'png' } = (await answer.json()) as ImagesAnswer;
  return data.map(({ b64_json: base64, url = null, revised_prompt: revisedPrompt = '' }) => ({
    blob: base64 === undefined ? null : new Blob([bytesOf(base64)], { type: `image/${format}` }),
    url,
    format,
    revisedPrompt,
  }));
}

function bytesOf(base64: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
}
