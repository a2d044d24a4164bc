export { Dendrite } from "./client.js";
export { Refusal, WireError } from "./errors.js";
export { Exchange } from "./exchange.js";
export { Guard } from "./guard.js";
export { address, Key } from "./key.js";
export { createAxon } from "./server.js";
export { readStream, StreamWriter } from "./stream.js";
