import { HDKey } from "@scure/bip32";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { derive, pathOf } from "./derive";
import { HIDDEN, IDLE, verdict, WARN } from "./idle";
import { delayAfter, Keeper } from "./keeper";
import { checkPhrase, newPhrase, phraseOf, secretsOf, wordsOf } from "./phrase";
import type { Store } from "./store";
import { KeeperError } from "./terms";
import { close, open, WrongPassword } from "./vault";

const hex = (b: Uint8Array) => [...b].map((x) => x.toString(16).padStart(2, "0")).join("");
const bytes = (h: string) => Uint8Array.from(h.match(/../g) ?? [], (x) => Number.parseInt(x, 16));

test("BIP-39: the published vectors, without a passphrase of their own", () => {
  // https://github.com/trezor/python-mnemonic/blob/master/vectors.json has seeds with the passphrase TREZOR; entropy needs none
  for (const [entropy, phrase] of [
    ["00000000000000000000000000000000", "abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon about"],
    ["7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f", "legal winner thank year wave sausage worth useful legal winner thank yellow"],
    [
      "8080808080808080808080808080808080808080808080808080808080808080",
      "letter advice cage absurd amount doctor acoustic avoid letter advice cage absurd amount doctor acoustic avoid letter advice cage absurd amount doctor acoustic bless",
    ],
  ] as const) {
    expect(hex(secretsOf(phrase).entropy)).toBe(entropy);
    expect(phraseOf(bytes(entropy))).toBe(phrase);
  }
  const zero = secretsOf("abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon about").seed;
  expect(hex(zero)).toBe(
    "5eb00bbddcf069084889a8ab9155568165f5c453ccb85e70811aaed6f6da5fc19a5ac40b389cd370d086206dec8aa6c43daea6690f20ad3d8d48b2d2ce9e38e4",
  );
});

test("BIP-32: the first published vector", () => {
  const root = HDKey.fromMasterSeed(bytes("000102030405060708090a0b0c0d0e0f"));
  expect(root.derive("m/0'/1/2'/2/1000000000").privateExtendedKey).toBe(
    "xprvA41z7zogVVwxVSgdKUHDy1SKmdb533PjDz7J6N6mV6uS3ze1ai8FHa8kmHScGpWmj4WggLyQjgPie1rFSruoUihUZREPSL39UNdE3BBDu76",
  );
});

test("keys lie where the command line puts them", () => {
  expect(pathOf(0)).toBe("m/44'/118'/0'/0/0");
  const { seed } = secretsOf("abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon about");
  expect(derive(seed, 0).address).toMatch(/^tao1[a-z0-9]{38}$/);
  expect(derive(seed, 1).address).not.toBe(derive(seed, 0).address);
});

test("phrases as people write them", () => {
  const phrase = newPhrase(24);
  const words = phrase.split(" ");
  for (const text of [
    `  ${phrase.toUpperCase()}\n`,
    words.join(",  "),
    words.join("、"),
    words.join("，"),
    words.join("\n"),
    words.map((w, i) => `${i + 1}. ${w}`).join("\n"),
  ]) {
    expect(checkPhrase(text), text).toEqual({ phrase });
  }
  expect(checkPhrase(words.slice(0, 11).join(" "))).toEqual({ fault: "count", count: 11 });
  expect(checkPhrase([...words.slice(0, 4), "tianwang", ...words.slice(5)].join(" "))).toEqual({ fault: "word", at: 5 });
  const wrong = "abandon ".repeat(12);
  expect(checkPhrase(wrong)).toEqual({ fault: "checksum" });
  expect(wordsOf("")).toEqual([]);
});

test("a vault opens with its password and with no other, and not when it was changed", { timeout: 60_000 }, async () => {
  const secret = Uint8Array.from([1, 2, 3]);
  const vault = await close(secret, "correct horse battery");
  expect(vault.header).toMatchObject({ version: 1, kdf: "argon2id", t: 2, m: 19_456, cipher: "aes-256-gcm" });
  expect(new Uint8Array(vault.box)).not.toContain(secret);
  expect(await open(vault, "correct horse battery")).toEqual(secret);
  await expect(open(vault, "correct horse batterz")).rejects.toThrow(WrongPassword);
  await expect(open({ ...vault, header: { ...vault.header, t: 1 } }, "correct horse battery")).rejects.toThrow(WrongPassword);
});

test("when the wallet locks by itself", () => {
  expect(verdict(WARN - 1, 0, null)).toBe("stay");
  expect(verdict(WARN, 0, null)).toBe("warn");
  expect(verdict(IDLE, 0, null)).toBe("lock");
  expect(verdict(HIDDEN, 0, 0)).toBe("stay");
  expect(verdict(HIDDEN + 1, HIDDEN, 0)).toBe("lock");
});

test("wrong passwords wait longer and longer, up to five minutes", () => {
  expect([0, 1, 2, 3, 4, 9, 30].map(delayAfter)).toEqual([0, 1, 2, 4, 8, 256, 300]);
});

/** A store in memory; what is put in is copied, as a database does it. */
function memory(): Store & { all: Map<string, unknown> } {
  const all = new Map<string, unknown>();
  return {
    all,
    get: async <T>(k: string) => structuredClone(all.get(k)) as T | undefined,
    set: async (k, v) => void all.set(k, structuredClone(v)),
    clear: async () => all.clear(),
  };
}

beforeEach(() => void vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] }));
afterEach(() => void vi.useRealTimers());

test("a keeper from its first word to its end", { timeout: 120_000 }, async () => {
  const store = memory();
  let now = 1_000_000;
  let locks = 0;
  const keeper = new Keeper(
    store,
    () => now,
    () => locks++,
  );
  const phrase = await keeper.generate(12);
  expect(store.all.size).toBe(0);
  const fault = (f: string) => expect.objectContaining({ fault: f });
  await expect(keeper.create("mine", phrase, "short")).rejects.toEqual(fault("weak"));
  expect(store.all.size).toBe(0);
  const { accounts } = await keeper.create("mine", phrase, "a long password");
  expect(accounts).toHaveLength(1);
  const address = accounts[0]?.address ?? "";
  expect(JSON.stringify([...store.all.values()])).not.toContain(phrase.split(" ")[0]);
  await expect(keeper.create("two", phrase, "a long password")).rejects.toEqual(fault("exists"));

  const signature = await keeper.sign(address, new Uint8Array(3));
  expect(signature).toHaveLength(64);
  await expect(keeper.sign("tao1other", new Uint8Array(3))).rejects.toEqual(fault("none"));
  expect((await keeper.addAccount("second")).accounts).toHaveLength(2);

  await vi.advanceTimersByTimeAsync(IDLE - 1);
  expect((await keeper.state()).unlocked).toBe(true);
  await vi.advanceTimersByTimeAsync(1);
  expect((await keeper.state()).unlocked).toBe(false);
  expect(locks).toBe(1);
  await expect(keeper.sign(address, new Uint8Array(3))).rejects.toEqual(fault("locked"));

  await expect(keeper.unlock("another password")).rejects.toEqual(fault("password"));
  await expect(keeper.unlock("a long password")).rejects.toEqual(fault("wait"));
  expect((await keeper.state()).waitUntil).toBe(now + 1_000);
  now += 1_000;
  expect((await keeper.unlock("a long password")).unlocked).toBe(true);
  expect(await keeper.sign(address, new Uint8Array(3))).toEqual(signature);
  expect(await keeper.reveal("a long password")).toBe(phrase);

  await expect(keeper.remove("not mine")).rejects.toBeInstanceOf(KeeperError);
  expect((await keeper.remove("mine")).name).toBeNull();
  expect(store.all.size).toBe(0);
});
