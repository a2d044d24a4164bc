import { createHash } from "node:crypto";
import { BlockList, connect, isIP } from "node:net";
import { connect as connectTLS } from "node:tls";
import { WireError } from "./errors.js";

/** Addresses that miners must not send us to: the special-purpose registries of IANA, and IPv4 inside IPv6. */
const reserved = new BlockList();
const near = new BlockList();
for (const [list, blocks] of [
  [
    reserved,
    `0.0.0.0/8 10.0.0.0/8 100.64.0.0/10 127.0.0.0/8 169.254.0.0/16 172.16.0.0/12 192.0.0.0/24 192.0.2.0/24 192.31.196.0/24
     192.52.193.0/24 192.88.99.0/24 192.168.0.0/16 192.175.48.0/24 198.18.0.0/15 198.51.100.0/24 203.0.113.0/24 224.0.0.0/4
     240.0.0.0/4 ::/96 ::ffff:0:0:0/96 64:ff9b::/96 64:ff9b:1::/48 100::/64 100:0:0:1::/64 2001::/23 2001:db8::/32 2002::/16
     2620:4f:8000::/48 3fff::/20 5f00::/16 fc00::/7 fe80::/10 fec0::/10 ff00::/8`,
  ],
  [near, "127.0.0.0/8 10.0.0.0/8 172.16.0.0/12 192.168.0.0/16 ::1/128 fc00::/7"],
]) {
  for (const block of blocks.trim().split(/\s+/)) {
    const [address, bits] = block.split("/");
    list.addSubnet(address, Number(bits), isIP(address) === 6 ? "ipv6" : "ipv4");
  }
}

/** Takes an axon's URL apart: a literal address that may be dialled, or an error of code `address`. */
export function place(raw, allowPrivate) {
  const match = /^(https?):\/\/(?:\[([0-9a-fA-F:.]+)\]|([0-9.]+)):([0-9]{1,5})\/?$/.exec(raw);
  const host = match?.[2] ?? match?.[3] ?? "";
  const kind = isIP(host);
  const port = Number(match?.[4]);
  if (!kind || port > 65535) {
    throw new WireError("address", `URL ${JSON.stringify(raw)}: protocol, literal address and port are needed, nothing else`);
  }
  const family = kind === 6 ? "ipv6" : "ipv4";
  if (reserved.check(host, family) && !(allowPrivate && near.check(host, family))) {
    throw new WireError("address", `${host}: private or reserved`);
  }
  if (port < 1024 && port !== 80 && port !== 443) {
    throw new WireError("address", `port ${port} belongs to other services`);
  }
  return { host, port, encrypted: match[1] === "https" };
}

/** Connects to a place. An encrypted one must have the key that the chain names: 32 bytes, the SHA-256 of its public key. */
export function dial({ host, port, encrypted }, tlsKey, connected) {
  if (encrypted !== Boolean(tlsKey)) {
    connected(new WireError("address", "an encrypted axon names its key, and only that does"));
    return;
  }
  if (!encrypted) {
    const socket = connect({ host, port });
    socket.once("connect", () => connected(null, socket)).once("error", connected);
    return;
  }
  const socket = connectTLS({ host, port, minVersion: "TLSv1.3", rejectUnauthorized: false });
  socket.once("error", connected).once("secureConnect", () => {
    const shown = socket.getPeerX509Certificate()?.publicKey.export({ type: "spki", format: "der" });
    if (!shown || !createHash("sha256").update(shown).digest().equals(Buffer.from(tlsKey))) {
      socket.destroy();
      connected(new WireError("unreachable", "the certificate is not that of the published key"));
      return;
    }
    connected(null, socket);
  });
}
