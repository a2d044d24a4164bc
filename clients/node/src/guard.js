import { createHash } from "node:crypto";
import { closeSync, fsyncSync, openSync, readFileSync, renameSync, writeSync } from "node:fs";
import { WireError } from "./errors.js";
import { clock, skew } from "./exchange.js";

/** For how long a request must be remembered: it may be made `skew` ahead of our clock, and is valid as long behind it. */
const generation = 2 * skew + 1;

/**
 * Refuses requests that were seen before. What it has seen is in memory and, if a path is given, in a file, so that a
 * restart forgets nothing. It is bounded: when it is full it refuses rather than forgets, and one sender can take a quarter.
 */
export class Guard {
  #seen = [new Map(), new Map()]; // two generations: mark → when it was made
  #share = new Map(); // sender → how many, in the younger
  #floor = 0; // requests made at or before are refused: what was known of them is gone
  #file;

  constructor(path, capacity = 1 << 16, now = clock()) {
    Object.assign(this, { path, capacity, rotated: now });
    if (path) {
      this.#read(now);
      this.#write();
    }
  }

  /** Admits a verified request once, or throws. */
  admit(exchange, now = clock()) {
    const mark = createHash("sha256").update(exchange.sender + exchange.id).digest("base64url");
    this.rotated = Math.min(this.rotated, now);
    if (now >= this.rotated + generation) {
      this.#rotate(now);
    }
    const [young, old] = this.#seen;
    const share = this.#share.get(exchange.sender) ?? 0;
    if (young.has(mark) || old.has(mark)) {
      throw new WireError("replayed", "request was seen before");
    }
    if (exchange.created <= this.#floor || young.size >= this.capacity || share >= this.capacity / 4) {
      throw new WireError("replay_doubt", "a replay cannot be ruled out; sign anew in half a minute");
    }
    if (this.#file !== undefined) {
      writeSync(this.#file, `${exchange.created} ${mark}\n`);
    }
    young.set(mark, exchange.created);
    this.#share.set(exchange.sender, share + 1);
  }

  #rotate(now) {
    for (const created of this.#seen[1].values()) {
      this.#floor = Math.max(this.#floor, created);
    }
    this.#seen = [new Map(), this.#seen[0]];
    this.#share.clear();
    this.rotated = now;
    if (this.path) {
      this.#write();
    }
  }

  /** Reads what was written before. Without the mark of a proper end on the same run of the machine some may be lost. */
  #read(now) {
    let text;
    try {
      text = readFileSync(this.path, "latin1");
    } catch (err) {
      if (err.code !== "ENOENT") {
        throw err;
      }
      return; // the first start
    }
    const lines = text.split("\n");
    const [boot, floor] = lines[0].split(" ");
    this.#floor = Number(floor) || 0;
    if (!lines.includes("closed") && (boot !== bootId() || boot === "unknown")) {
      this.#floor = now + skew;
    }
    for (const line of lines.slice(1, -1)) {
      const [created, mark] = line.split(" ");
      if (mark) {
        this.#seen[0].set(mark, Number(created));
      }
    }
  }

  #write() {
    const known = [...this.#seen[1], ...this.#seen[0]].map(([mark, created]) => `${created} ${mark}\n`);
    const next = openSync(`${this.path}.new`, "w", 0o600);
    writeSync(next, `${bootId()} ${this.#floor}\n${known.join("")}`);
    renameSync(`${this.path}.new`, this.path);
    if (this.#file !== undefined) {
      closeSync(this.#file);
    }
    this.#file = next;
  }

  /** Writes everything to disk. The guard must not be used afterwards. */
  close() {
    if (this.#file !== undefined) {
      fsyncSync(this.#file);
      writeSync(this.#file, "closed\n");
      fsyncSync(this.#file);
      closeSync(this.#file);
      this.#file = undefined;
    }
  }
}

/** Names this run of the machine, "unknown" where the system does not tell. */
function bootId() {
  try {
    return readFileSync("/proc/sys/kernel/random/boot_id", "latin1").trim();
  } catch {
    return "unknown";
  }
}
