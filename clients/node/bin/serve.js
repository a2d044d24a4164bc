// A miner that answers each question with its last words in upper case. It says where it listens, and ends with its input.
//
//   KEY=<64 hexadecimal digits> or PHRASE=<words>, CHAIN, NETUID, CALLERS=<hotkeys>, [JOURNAL], [LISTEN=127.0.0.1:0]
import { createAxon, Key } from "../src/index.js";

const { KEY, PHRASE, CHAIN, NETUID, CALLERS = "", JOURNAL, LISTEN = "127.0.0.1:0" } = process.env;
const key = PHRASE ? Key.fromPhrase(PHRASE) : new Key(Uint8Array.from(Buffer.from(KEY, "hex")));

function said(body) {
  return String(body.messages?.at(-1)?.content ?? body.prompt ?? "").toUpperCase();
}

async function* spoken(body) {
  for (const word of said(body).split(" ")) {
    if (word === "FAIL") {
      throw new Error("the model fails in the middle");
    }
    yield { object: "chat.completion.chunk", choices: [{ index: 0, delta: { content: word } }] };
  }
}

const server = createAxon({
  key,
  chain: CHAIN,
  netuid: Number(NETUID),
  journal: JOURNAL,
  admits: (hotkey) => CALLERS.split(",").includes(hotkey),
  model: ({ body }) => (body.stream ? spoken(body) : { choices: [{ index: 0, message: { role: "assistant", content: said(body) } }] }),
});
const at = LISTEN.lastIndexOf(":");
server.listen(Number(LISTEN.slice(at + 1)), LISTEN.slice(0, at), () => {
  const { address, port } = server.address();
  console.log(JSON.stringify({ url: `http://${address}:${port}`, hotkey: key.address }));
});
process.stdin.resume().once("end", () => {
  server.close();
  server.closeAllConnections();
});
