// Holds the keys while the wallet is unlocked. It runs in a worker: the page beside it asks for signatures and never sees a key.
import { derive, type Key, sign } from "./derive";
import { checkPhrase, type Length, newPhrase, phraseOf, secretsOf } from "./phrase";
import type { Store } from "./store";
import { KeeperError, MIN_PASSWORD, type PublicAccount, type State } from "./terms";
import { close, open, type Vault, WrongPassword } from "./vault";

/** What is kept. */
interface Kept {
  name: string;
  vault: Vault | null; // null when all accounts are only watched
  accounts: PublicAccount[];
}

interface Tries {
  count: number;
  until: number;
}

const IDLE = 15 * 60_000; // ms without a question after which the keeper locks by itself
const MAX_WAIT = 5 * 60; // s
const WALLET = "wallet";
const TRIES = "tries";

/** How long a next password has to wait after so many wrong ones, in seconds: 1, 2, 4, ... five minutes. */
export const delayAfter = (count: number) => (count === 0 ? 0 : Math.min(2 ** (count - 1), MAX_WAIT));

export class Keeper {
  private seed: Uint8Array<ArrayBuffer> | null = null;
  private keys = new Map<string, Key>();
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly store: Store,
    private readonly now: () => number = Date.now,
    private readonly onLock: () => void = () => undefined,
  ) {}

  async state(): Promise<State> {
    const [kept, tries] = await Promise.all([this.kept(), this.tries()]);
    return {
      name: kept?.name ?? null,
      accounts: kept?.accounts ?? [],
      unlocked: this.seed !== null,
      waitUntil: tries.until > this.now() ? tries.until : 0,
    };
  }

  /** Words for a new wallet. Nothing is kept of them. */
  async generate(length: Length): Promise<string> {
    return newPhrase(length);
  }

  /** Closes a phrase with a password and keeps it: the first moment at which anything is stored. Leaves the wallet unlocked. */
  async create(name: string, text: string, password: string): Promise<State> {
    if ((await this.kept())?.vault) throw new KeeperError("exists", "there is a wallet in this browser already");
    const checked = checkPhrase(text);
    if (!("phrase" in checked)) throw new KeeperError("phrase", "the words are not a recovery phrase");
    if ([...password].length < MIN_PASSWORD) throw new KeeperError("weak", `a password has at least ${MIN_PASSWORD} characters`);
    const { entropy, seed } = secretsOf(checked.phrase);
    const secret = pack(entropy, seed);
    const vault = await close(secret, password);
    const key = derive(seed, 0);
    const watched = ((await this.kept())?.accounts ?? []).filter((a) => a.address !== key.address);
    const accounts = [{ address: key.address, publicKey: key.publicKey, name: name.trim(), index: 0 }, ...watched];
    await this.store.set(WALLET, { name: name.trim(), vault, accounts } satisfies Kept);
    key.privateKey.fill(0);
    entropy.fill(0);
    seed.fill(0);
    this.take(secret);
    return this.state();
  }

  /** Opens the vault. A wrong password makes the next one wait. */
  async unlock(password: string): Promise<State> {
    this.take(await this.opened(password));
    return this.state();
  }

  /** Forgets all keys. What can be overwritten is. */
  async lock(): Promise<State> {
    clearTimeout(this.timer);
    const was = this.seed !== null;
    this.seed?.fill(0);
    for (const k of this.keys.values()) k.privateKey.fill(0);
    this.keys.clear();
    this.seed = null;
    if (was) this.onLock();
    return this.state();
  }

  /** Somebody is there: the time until the wallet locks by itself begins anew. */
  async touch(): Promise<void> {
    clearTimeout(this.timer);
    if (this.seed !== null) this.timer = setTimeout(() => void this.lock(), IDLE);
  }

  /** Adds the next account of the phrase. */
  async addAccount(name: string): Promise<State> {
    const [kept, seed] = [await this.must(), this.unlockedSeed()];
    const index = Math.max(-1, ...kept.accounts.map((a) => a.index ?? -1)) + 1;
    const key = derive(seed, index);
    key.privateKey.fill(0);
    kept.accounts.push({ address: key.address, publicKey: key.publicKey, name: name.trim(), index });
    await this.store.set(WALLET, kept);
    return this.state();
  }

  /** Watches an account of somebody. */
  async watch(address: string, name: string): Promise<State> {
    const kept = (await this.kept()) ?? { name: name.trim(), vault: null, accounts: [] };
    if (!kept.accounts.some((a) => a.address === address)) {
      kept.accounts.push({ address, publicKey: new Uint8Array(), name: name.trim(), index: null });
      await this.store.set(WALLET, kept);
    }
    return this.state();
  }

  /** Signs bytes with the key of an account. The page has shown what they mean. */
  async sign(address: string, bytes: Uint8Array): Promise<Uint8Array> {
    const [kept, seed] = [await this.must(), this.unlockedSeed()];
    const account = kept.accounts.find((a) => a.address === address);
    if (account?.index == null) throw new KeeperError("none", `${address} is no account with a key here`);
    let key = this.keys.get(address);
    if (key === undefined) {
      key = derive(seed, account.index);
      this.keys.set(address, key);
    }
    await this.touch();
    return sign(key, bytes);
  }

  /** The words once more, for who knows the password. */
  async reveal(password: string): Promise<string> {
    const secret = await this.opened(password);
    try {
      return phraseOf(unpack(secret).entropy);
    } finally {
      secret.fill(0);
    }
  }

  /** Removes the wallet from this browser, for who types its name. The money stays where it is, and the words open it. */
  async remove(name: string): Promise<State> {
    const kept = await this.must();
    if (kept.name !== name.trim()) throw new KeeperError("name", "that is not the name of the wallet");
    await this.lock();
    await this.store.clear();
    return this.state();
  }

  private take(secret: Uint8Array<ArrayBuffer>): void {
    const { entropy, seed } = unpack(secret);
    this.seed = Uint8Array.from(seed);
    entropy.fill(0);
    seed.fill(0);
    void this.touch();
  }

  private async opened(password: string): Promise<Uint8Array<ArrayBuffer>> {
    const kept = await this.must();
    if (kept.vault === null) throw new KeeperError("none", "all accounts here are only watched");
    const tries = await this.tries();
    if (tries.until > this.now()) throw new KeeperError("wait", "too soon after a wrong password");
    const count = tries.count + 1;
    await this.store.set(TRIES, { count, until: this.now() + delayAfter(count) * 1000 } satisfies Tries); // first, so that a reload gains nothing
    try {
      const secret = await open(kept.vault, password);
      await this.store.set(TRIES, { count: 0, until: 0 } satisfies Tries);
      return secret;
    } catch (err) {
      if (err instanceof WrongPassword) {
        await this.store.set(TRIES, { count, until: this.now() + delayAfter(count) * 1000 } satisfies Tries);
        throw new KeeperError("password", err.message);
      }
      throw err;
    }
  }

  private kept = () => this.store.get<Kept>(WALLET);
  private tries = async () => (await this.store.get<Tries>(TRIES)) ?? { count: 0, until: 0 };

  private async must(): Promise<Kept> {
    const kept = await this.kept();
    if (kept === undefined) throw new KeeperError("none", "there is no wallet in this browser");
    return kept;
  }

  private unlockedSeed(): Uint8Array {
    if (this.seed === null) throw new KeeperError("locked", "the wallet is locked");
    return this.seed;
  }
}

/** Entropy and seed as one: a byte of length, the entropy, the seed. */
function pack(entropy: Uint8Array, seed: Uint8Array): Uint8Array<ArrayBuffer> {
  const out = new Uint8Array(1 + entropy.length + seed.length);
  out[0] = entropy.length;
  out.set(entropy, 1);
  out.set(seed, 1 + entropy.length);
  return out;
}

function unpack(secret: Uint8Array): { entropy: Uint8Array; seed: Uint8Array } {
  const n = secret[0] ?? 0;
  return { entropy: secret.subarray(1, 1 + n), seed: secret.subarray(1 + n) };
}
