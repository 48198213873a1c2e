/** A tool that a request declares. */
export interface DeclaredTool {
  name: string;
  /** JSON Schema of its arguments, as received; undefined where none was given. */
  schema: unknown;
}

/** What a request says about tools: free, forbidden, some tool, this tool. */
export type ToolChoice = 'auto' | 'none' | 'required' | { name: string };

/** What of a request its answer depends on, whatever wire it came by. */
export interface Ask {
  model: string;
  stream: boolean;
  /** Text of the last message of the user that has any, its parts joined by line breaks. It may steer. */
  lastUserText: string;
  /** What tools returned after that text. */
  toolResults: readonly string[];
  /** Tokens of the prompt as received, pictures aside. */
  promptTokens: number;
  /** Tokens of the pictures in it, where the wire reports them. */
  imageInputTokens: number;
  choices: number;
  maxTokens: number | undefined;
  stop: readonly string[];
  tools: readonly DeclaredTool[];
  toolChoice: ToolChoice;
  /** Whether several tools may be called at once. */
  parallelTools: boolean;
  /** The answer is asked for as JSON: `schema` says how; undefined where any object will do. */
  json: { schema: unknown } | undefined;
  /** Asked to show thoughts. */
  thinks: boolean;
  /** Asked to speak: the text is a transcript of sound, which costs tokens of its own. */
  speaks?: boolean;
}

/** What a wire has room for. Steering that asks for more is refused, or a test would pass for the wrong reason. */
export interface Abilities {
  images: boolean;
  cacheWrites: boolean;
  /** Whether it tells an answer that a filter stopped from one that the model refused. */
  filtered: boolean;
}
