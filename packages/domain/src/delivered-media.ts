/** What a stream of pictures, of a transcript or of speech has delivered, for who has to measure it. */
export interface DeliveredMedia {
  /** Whole pictures. */
  readonly images: number;
  /** Previews of a picture that hasn't come whole. */
  readonly previews: number;
  /** What the pictures are said to be like, in the wire's words; null where nothing is said. */
  readonly quality: string | null;
  readonly size: string | null;
  /** The first pieces of sound, which say its format, and how many bytes there were of it. */
  readonly soundHead: readonly Uint8Array[];
  readonly soundBytes: number;
  /** The text, but for what of an enormous one was counted and let go. */
  readonly text: string;
  /** Tokens that were let go. */
  readonly earlierTextTokens: number;
}
