import { afterEach, expect, test, vi } from "vitest";
import { MARK, questionOf, replyOf } from "./protocol";
import { type Host, SiteWallet, walletOrigin } from "./site";
import { walletError } from "./wallet";

const WALLET = "https://wallet.example.org";
const account = { address: "tao1x", publicKey: "A", name: "mine" };

/** A page whose wallet's window says what the test says. */
function page() {
  const listeners = new Set<(e: MessageEvent) => void>();
  const sent: { data: unknown; origin: string }[] = [];
  const popup = { closed: false, postMessage: (data: unknown, origin: string) => sent.push({ data, origin }) };
  const host: Host = {
    open: () => popup as unknown as Window,
    addEventListener: (_, l) => listeners.add(l),
    removeEventListener: (_, l) => listeners.delete(l),
  };
  const say = (data: unknown, origin = WALLET, source: unknown = popup) => {
    for (const l of [...listeners]) l({ data, origin, source } as unknown as MessageEvent);
  };
  /** The number of the last question. */
  const asked = () => (sent.at(-1)?.data as { id: string } | undefined)?.id ?? "";
  return { host, popup, sent, say, asked, listeners };
}

afterEach(() => void vi.useRealTimers());

test("a page asks its wallet, and takes the answer", async () => {
  const p = page();
  const connected = new SiteWallet(WALLET, null, p.host).connect();
  p.say({ mark: MARK, ready: true });
  expect(p.sent).toHaveLength(1);
  expect(p.sent[0]?.origin).toBe(WALLET);
  const id = p.asked();
  p.say({ mark: MARK, id, result: account });
  expect(await connected).toEqual(account);
  expect(p.listeners.size).toBe(0);
});

test("nobody but the wallet's own window is heard", async () => {
  const p = page();
  const connected = new SiteWallet(WALLET, null, p.host).connect();
  for (const origin of ["https://evil.example", "https://wallet.example.org.evil.example", "http://wallet.example.org", "null", ""]) {
    p.say({ mark: MARK, ready: true }, origin);
  }
  p.say({ mark: MARK, ready: true }, WALLET, {}); // another window of the same origin
  expect(p.sent).toEqual([]);
  p.say({ mark: MARK, ready: true });
  const id = p.asked();
  p.say({ mark: MARK, id, result: { ...account, address: "tao1evil" } }, "https://evil.example");
  p.say({ mark: MARK, id: "other", result: { ...account, address: "tao1evil" } });
  p.say({ mark: "other", id, result: { ...account, address: "tao1evil" } });
  p.say({ mark: MARK, id, result: account });
  expect((await connected).address).toBe("tao1x");
});

test("an answer of another form, a refusal, and a closed window", async () => {
  const p = page();
  const wallet = new SiteWallet(WALLET, account, p.host);
  const ask = (reply: object) => {
    const sent = wallet.send([{ "@type": "/x" }]);
    p.say({ mark: MARK, ready: true });
    const id = p.asked();
    p.say({ mark: MARK, id, ...reply });
    return sent;
  };
  await expect(ask({ result: { hash: 7 } })).rejects.toMatchObject({ code: "failed" });
  await expect(ask({ error: { code: "refused", message: "no" } })).rejects.toMatchObject({ code: "refused" });
  await expect(ask({ error: { code: "made up", message: "no" } })).rejects.toMatchObject({ code: "failed" });
  const waiting = wallet.signText("hello");
  p.popup.closed = true;
  await expect(waiting).rejects.toMatchObject({ code: "refused" });
  await expect(new SiteWallet(WALLET, null, p.host).send([])).rejects.toMatchObject({ code: "absent" });
  await expect(new SiteWallet(WALLET, null, { ...p.host, open: () => null }).connect()).rejects.toMatchObject({ code: "failed" });
});

test("questions are read with suspicion", () => {
  const q = (ask: unknown) => questionOf({ mark: MARK, id: "1", ask });
  expect(q({ method: "connect", more: 1 })?.ask).toEqual({ method: "connect" });
  const send = { method: "send", address: "tao1x", memo: "", messages: [{ "@type": "/x", a: "1" }] };
  expect(q(send)?.ask).toEqual(send);
  for (const bad of [
    null,
    { method: "reveal" },
    { ...send, messages: [] },
    { ...send, messages: ["x"] },
    { ...send, messages: [{ type: "/x" }] },
    { ...send, messages: Array(33).fill({ "@type": "/x" }) },
    { ...send, messages: [{ "@type": "/x", a: "y".repeat(200_001) }] },
    { ...send, memo: "m".repeat(257) },
    { ...send, address: 7 },
    { method: "signText", address: "tao1x", text: "t".repeat(10_001) },
  ]) {
    expect(q(bad), JSON.stringify(bad)?.slice(0, 80)).toBeNull();
  }
  for (const bad of [
    null,
    "x",
    [],
    { mark: MARK },
    { mark: "x", id: "1", ask: { method: "connect" } },
    { mark: MARK, id: "", ask: { method: "connect" } },
  ]) {
    expect(questionOf(bad)).toBeNull();
  }
  expect(replyOf({ mark: MARK, id: 5 })).toBeNull();
});

test("an operator's address of the wallet", () => {
  expect(walletOrigin("http://127.0.0.1:8081/x", "http://127.0.0.1:8080")).toBe("http://127.0.0.1:8081");
  for (const bad of [undefined, "", "javascript:alert(1)", "data:text/html,x", "http://127.0.0.1:8080/wallet"]) {
    expect(walletOrigin(bad, "http://127.0.0.1:8080")).toBeNull();
  }
});

test("whatever is thrown becomes a WalletError", () => {
  expect(walletError("x")).toMatchObject({ code: "failed", message: "x" });
});
