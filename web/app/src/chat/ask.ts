import { EventParser } from "@shared/sse";
import { ApiError, call } from "../api/client";
import { channelHeader } from "../developers/channel";
import { Comments, readPiece, readServed, type Served } from "./answer";

export interface Message {
  role: "user" | "assistant";
  content: string;
}

export interface Question {
  model: string;
  messages: Message[];
  signal: AbortSignal;
  onServed: (served: Served[]) => void;
  onText: (text: string) => void; // what came since the last call
  onBill: (bill: { cost?: string; tokens?: number }) => void;
}

const LONGEST = 400_000; // characters of an answer; miners are strangers

/**
 * Asks the gateway and passes the answer on as it comes. Returns why the model stopped, "" when it did not say. Throws an
 * ApiError, or an AbortError when the signal says so.
 */
export async function ask(q: Question): Promise<string> {
  const answer = await call("/v1/chat/completions", {
    method: "POST",
    headers: { "Content-Type": "application/json", Accept: "text/event-stream", ...channelHeader() },
    body: JSON.stringify({ model: q.model, messages: q.messages, stream: true, stream_options: { include_usage: true } }),
    signal: q.signal,
  });
  const served = readServed((name) => answer.headers.get(name));
  if (served) q.onServed([served]);
  return read(answer, q, served !== null);
}

async function read(answer: Response, q: Question, known: boolean): Promise<string> {
  const stream = new Stream(q, known);
  const reader = answer.body?.pipeThrough(new TextDecoderStream()).getReader();
  try {
    while (reader && !stream.done) {
      const { done, value } = await reader.read();
      if (done) break;
      stream.push(value);
    }
  } catch (err) {
    if (err instanceof ApiError || (err instanceof DOMException && err.name === "AbortError")) throw err;
    throw err instanceof RangeError ? new ApiError(200, "too_long", "the answer is too long") : broken();
  } finally {
    reader?.cancel().catch(() => undefined); // closes the connection if it is still open
  }
  if (!stream.done) throw broken();
  return stream.finish;
}

const broken = () => new ApiError(200, "cut_off", "the answer broke off");

/** Turns pieces of a stream into calls of a question. */
class Stream {
  done = false;
  finish = "";
  private text = "";
  private length = 0;
  private readonly comments = new Comments();
  private readonly parser = new EventParser({
    data: (data) => this.event(data),
    comment: (text) => this.comments.take(text),
  });

  constructor(
    private readonly q: Question,
    private known: boolean,
  ) {}

  push(piece: string): void {
    try {
      this.parser.push(piece);
    } finally {
      if (this.text !== "") this.q.onText(this.text); // once for all events that came together
      this.text = "";
    }
  }

  private event(data: string): void {
    if (this.done) return;
    this.who();
    const piece = readPiece(data);
    if (piece === null) return;
    if (piece.kind === "done") {
      this.done = true;
      const cost = this.comments.get("Tianwang-Cost");
      if (cost !== null && /^\d{1,20}$/.test(cost)) this.q.onBill({ cost });
      return;
    }
    if (piece.kind === "error") throw new ApiError(200, piece.code, piece.message);
    if (piece.by.length > 0) this.q.onServed(piece.by);
    if (piece.tokens !== null) this.q.onBill({ tokens: piece.tokens });
    this.text += piece.text;
    this.length += piece.text.length;
    this.finish = piece.finish ?? this.finish;
    if (this.length > LONGEST) throw new RangeError("answer too long");
  }

  private who(): void {
    if (this.known) return;
    this.known = true; // who answers is said before the first word, or never
    const served = readServed((name) => this.comments.get(name));
    if (served) this.q.onServed([served]);
  }
}
