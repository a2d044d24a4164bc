/** A cause for which a message is refused. `code` is its stable name: docs/spec/wire.md lists them. */
export class WireError extends Error {
  /**
   * @param {string} code
   * @param {string} message
   */
  constructor(code, message) {
    super(`${code}: ${message}`);
    this.name = "WireError";
    this.code = code;
  }
}

/** What a miner answered with a status that is no success. */
export class Refusal extends WireError {
  /**
   * @param {number} status
   * @param {string} code
   * @param {string} message
   * @param {boolean} signed whether the miner signed it; otherwise anybody on the way may have said it
   * @param {number} retryAfter seconds, 0 for none
   */
  constructor(status, code, message, signed, retryAfter) {
    super(code, `status ${status}: ${message}`);
    this.name = "Refusal";
    Object.assign(this, { status, signed, retryAfter });
  }
}

/** @returns {never} */
export function refuse(code, message) {
  throw new WireError(code, message);
}
