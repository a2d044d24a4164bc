// Asks a miner once and prints what it answers, a line for each event of a stream; a refusal is printed with its code, and
// ends with status 1.
//
//   KEY=<64 hexadecimal digits> or PHRASE=<words>, CHAIN, NETUID, HOTKEY and URL of the miner, [STREAM=1], [TLS_KEY=<hexadecimal>]
//   node ask.js TEXT
import { Dendrite, Key } from "../src/index.js";

const { KEY, PHRASE, CHAIN, NETUID, HOTKEY, URL, STREAM, TLS_KEY } = process.env;
const key = PHRASE ? Key.fromPhrase(PHRASE) : new Key(Uint8Array.from(Buffer.from(KEY, "hex")));
const dendrite = new Dendrite({ key, chain: CHAIN, allowPrivate: true });
const miner = { hotkey: HOTKEY, netuid: Number(NETUID), url: URL, tlsKey: TLS_KEY && Buffer.from(TLS_KEY, "hex") };
const question = { model: "m", messages: [{ role: "user", content: process.argv[2] ?? "" }] };
try {
  if (STREAM) {
    for await (const event of dendrite.stream(miner, "/v1/chat/completions", question)) {
      console.log(JSON.stringify(event));
    }
  } else {
    console.log(JSON.stringify(await dendrite.ask(miner, "/v1/chat/completions", question)));
  }
} catch (err) {
  console.log(JSON.stringify({ error: err.code ?? "internal", message: err.message, signed: err.signed }));
  process.exitCode = 1;
}
