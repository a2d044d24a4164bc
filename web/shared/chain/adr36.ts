// Texts that are signed for people and programs outside the chain, in the form of ADR-036. Such a signature can never pass
// as one of a transaction: the document is one of no chain, in a form that the chain does not take.
import { toBase64, utf8 } from "./bytes";

/** The bytes whose SHA-256 is signed. Keys are sorted, as in Go's encoding/json, which escapes these letters too. */
export function textBytes(address: string, text: string): Uint8Array {
  const data = toBase64(utf8(text));
  return utf8(
    `{"account_number":"0","chain_id":"","fee":{"amount":[],"gas":"0"},"memo":"","msgs":[{"type":"sign/MsgSignData","value":{"data":${JSON.stringify(data)},"signer":${JSON.stringify(address)}}}],"sequence":"0"}`,
  );
}
