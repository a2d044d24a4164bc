// Keplr, the wallet of many Cosmos chains. It is told of this one, signs the bytes that we write, and we send them.
import { fromBase64, toBase64 } from "../chain/bytes";
import { type Chain, type Node, nodeAt } from "../chain/node";
import { draft, settled } from "../chain/send";
import { txBytes } from "../chain/tx";
import { type Account, type Message, type Outcome, type TextSignature, type Wallet, WalletError } from "./wallet";

/** What we use of window.keplr. */
export interface Keplr {
  enable(chainId: string): Promise<void>;
  disable?(chainId: string): Promise<void>;
  getKey(chainId: string): Promise<{ name: string; bech32Address: string; pubKey: Uint8Array }>;
  experimentalSuggestChain(info: unknown): Promise<void>;
  signDirect(
    chainId: string,
    signer: string,
    doc: { bodyBytes: Uint8Array; authInfoBytes: Uint8Array; chainId: string; accountNumber: bigint },
    options?: { preferNoSetFee?: boolean },
  ): Promise<{ signed: { bodyBytes: Uint8Array; authInfoBytes: Uint8Array }; signature: { signature: string } }>;
  signArbitrary(chainId: string, signer: string, text: string): Promise<{ signature: string; pub_key: { value: string } }>;
}

declare global {
  interface Window {
    keplr?: Keplr;
  }
}

/** The event by which Keplr says that another account is in use. */
const SWITCHED = "keplr_keystorechange";
const PATIENCE = 20_000; // ms after which a silent Keplr is a fault
const DECIDING = 5 * 60_000; // ms that a person may take over a transaction

/** Lets a question fail that Keplr never answers, which it does when its window hides behind others. */
export async function watched<T>(asked: Promise<T>, patience = PATIENCE): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new WalletError("timeout", `Keplr has said nothing for ${patience / 1000} s`)), patience);
  });
  try {
    return await Promise.race([asked, late]);
  } catch (err) {
    if (err instanceof WalletError) throw err;
    const message = err instanceof Error ? err.message : String(err);
    throw new WalletError(/reject|denied|refus/i.test(message) ? "refused" : "failed", message);
  } finally {
    clearTimeout(timer);
  }
}

/** How Keplr is told of the chain. */
export function chainInfo(c: Chain) {
  const coin = { coinDenom: "TAO", coinMinimalDenom: "rao", coinDecimals: 9 };
  const price = Number(c.gasPrice) / 1e6; // Keplr wants a number; fees of ours are set by us
  return {
    chainId: c.chainId,
    chainName: `Tianwang ${c.chainId}`,
    rpc: c.rpc,
    rest: c.rest,
    bip44: { coinType: 118 },
    bech32Config: Object.fromEntries(
      Object.entries({
        AccAddr: "",
        AccPub: "pub",
        ValAddr: "valoper",
        ValPub: "valoperpub",
        ConsAddr: "valcons",
        ConsPub: "valconspub",
      }).map(([k, v]) => [`bech32Prefix${k}`, `tao${v}`]),
    ),
    currencies: [coin],
    feeCurrencies: [{ ...coin, gasPriceStep: { low: price, average: price, high: price } }],
    stakeCurrency: coin,
    features: [],
  };
}

export class KeplrWallet implements Wallet {
  readonly kind = "keplr";

  constructor(
    private account: Account | null = null,
    private readonly node: Node = nodeAt(""),
    private readonly patience = PATIENCE,
  ) {}

  async connect(): Promise<Account> {
    const keplr = injected();
    const chain = await this.node.chain();
    await watched(keplr.experimentalSuggestChain(chainInfo(chain)), this.patience);
    await watched(keplr.enable(chain.chainId), this.patience);
    this.account = await this.read(keplr, chain.chainId);
    return this.account;
  }

  async disconnect(): Promise<void> {
    this.account = null;
    const chain = await this.node.chain();
    await window.keplr?.disable?.(chain.chainId);
  }

  async send(messages: Message[], memo = ""): Promise<Outcome> {
    const keplr = injected();
    const { address, publicKey } = this.mine();
    const key = fromBase64(publicKey);
    if (key === null) throw new WalletError("failed", "the public key is not base64");
    const d = await draft(this.node, { address, publicKey: key }, messages, memo);
    const made = await watched(
      keplr.signDirect(d.terms.chainId, address, d.doc, { preferNoSetFee: true }),
      Math.max(this.patience, DECIDING),
    );
    const signature = fromBase64(made.signature.signature);
    if (signature === null || signature.length !== 64) throw new WalletError("failed", "Keplr's signature has another form");
    const hash = await this.node.broadcast(txBytes(made.signed, signature)); // Keplr may have changed the fee, but nothing in the messages
    return settled(this.node, hash, d.terms.timeoutHeight);
  }

  async signText(text: string): Promise<TextSignature> {
    const keplr = injected();
    const { address } = this.mine();
    const { chainId } = await this.node.chain();
    const made = await watched(keplr.signArbitrary(chainId, address, text), Math.max(this.patience, DECIDING));
    return { signature: made.signature, publicKey: made.pub_key.value };
  }

  onChange(call: (account: Account | null) => void): () => void {
    const switched = async () => {
      try {
        this.account = await this.read(injected(), (await this.node.chain()).chainId);
      } catch {
        this.account = null;
      }
      call(this.account);
    };
    window.addEventListener(SWITCHED, switched);
    return () => window.removeEventListener(SWITCHED, switched);
  }

  private async read(keplr: Keplr, chainId: string): Promise<Account> {
    const key = await watched(keplr.getKey(chainId), this.patience);
    if (!key.bech32Address.startsWith("tao1")) throw new WalletError("wrong_chain", `Keplr shows ${key.bech32Address}`);
    return { address: key.bech32Address, publicKey: toBase64(key.pubKey), name: key.name };
  }

  private mine(): Account {
    if (this.account === null) throw new WalletError("absent", "connect Keplr first");
    return this.account;
  }
}

function injected(): Keplr {
  if (window.keplr === undefined) throw new WalletError("absent", "Keplr is not installed in this browser");
  return window.keplr;
}
