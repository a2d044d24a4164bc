// Server-sent events read from a fetch, since EventSource cannot post.

export interface Listener {
  /** The data of one event. */
  data(data: string): void;
  /** A comment line, without its colon. */
  comment?(text: string): void;
}

/** Reads events from pieces of text, wherever the pieces are cut. */
export class EventParser {
  private rest = "";
  private lines: string[] = [];
  private held = 0; // characters in lines
  private afterCR = false;

  /** A line, and an event, may be at most `longest` characters long. */
  constructor(
    private readonly listener: Listener,
    private readonly longest = 1 << 20,
  ) {}

  /** Takes the next piece. Throws a RangeError when an event is too long. */
  push(piece: string): void {
    let text = piece;
    if (this.afterCR && text !== "") {
      if (text.startsWith("\n")) text = text.slice(1);
      this.afterCR = false;
    }
    this.rest += text;
    const ends = /\r\n|\n|\r/g;
    let from = 0;
    for (let m = ends.exec(this.rest); m; m = ends.exec(this.rest)) {
      this.line(this.rest.slice(from, m.index));
      from = ends.lastIndex;
      this.afterCR = m[0] === "\r" && from === this.rest.length;
    }
    this.rest = this.rest.slice(from);
    this.check();
  }

  private line(line: string): void {
    if (line === "") {
      if (this.lines.length > 0) this.listener.data(this.lines.join("\n"));
      this.lines = [];
      this.held = 0;
      return;
    }
    const colon = line.indexOf(":");
    const field = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? "" : line.slice(colon + 1).replace(/^ /, "");
    if (colon === 0) this.listener.comment?.(value);
    if (field !== "data") return;
    this.lines.push(value);
    this.held += value.length + 1;
    this.check();
  }

  private check(): void {
    if (this.held + this.rest.length > this.longest) throw new RangeError("event stream: event too long");
  }
}
