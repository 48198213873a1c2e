/**
 * Sound that is passed on as it comes: every piece of it is content, and the transport's end is its end. It reports no
 * usage; what it lasts is measured when it has ended.
 */
import type { DeliveredMedia } from '@turnpike/domain/delivered-media';
import { NO_USAGE, type Usage } from '@turnpike/domain/usage';
import type { EventSplitter, MediaTap, StreamVerdict } from '@turnpike/providers/provider-adapter';
import { SseEvent } from '@turnpike/providers/sse';

export interface SoundStreamOptions {
  /** Whether an answer of this type is sound. */
  readonly isSound: (contentType: string) => boolean;
  /** Most bytes that are kept to be measured; longer sound is measured by its beginning. */
  readonly keptBytes: number;
}

export class SoundStream implements MediaTap {
  /** Of the answer; null before there is one. */
  contentType: string | null = null;
  contentSeen = false;
  readonly doneSeen = false;
  readonly deltas = [];
  private readonly options: SoundStreamOptions;
  private readonly head: Buffer[] = [];
  private headBytes = 0;
  private bytes = 0;
  private isEnded = false;

  constructor(options: SoundStreamOptions) {
    this.options = options;
  }

  /** Null where the answer is no sound. */
  createSplitter(contentType: string | undefined, onEvent: (event: SseEvent) => void): EventSplitter | null {
    if (contentType === undefined || !this.options.isSound(contentType)) return null;
    this.contentType = contentType;
    return {
      push: (chunk) => {
        onEvent(new SseEvent(chunk));
        return 'ok';
      },
      finish: () => {
        this.isEnded = true;
        return null;
      },
    };
  }

  onEvent({ raw }: SseEvent): StreamVerdict {
    this.contentSeen = true;
    this.bytes += raw.length;
    const room = this.options.keptBytes - this.headBytes;
    if (room > 0) {
      const kept = raw.subarray(0, room);
      this.head.push(kept);
      this.headBytes += kept.length;
    }
    return 'forward';
  }

  usage(): null {
    return null;
  }

  usageFault(): null {
    return null;
  }

  estimatedUsage(promptTokens: number): Usage {
    return { ...NO_USAGE, inputTokens: promptTokens };
  }

  outputUnitsSoFar(): number {
    return 0;
  }

  deliveredText(): string {
    return '';
  }

  delivered(): DeliveredMedia {
    const nothing = { images: 0, previews: 0, quality: null, size: null, text: '', earlierTextTokens: 0 };
    return { ...nothing, soundHead: this.head, soundBytes: this.bytes };
  }

  /** Nothing at all is no sound. */
  finishReasonSeen(): boolean {
    return this.isEnded && this.bytes > 0;
  }

  failure(): null {
    return null;
  }
}
