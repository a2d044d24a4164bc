// How a question comes to the wallet when it is an extension: the background holds it, with the origin that the browser vouches
// for, until this window asks for it.
import { type Question, questionOf, type Reply } from "@shared/provider/protocol";
import type { Channel } from "./asked";
import { isOrigin } from "./origin";

/** What we use of the browser's interface for extensions. */
interface Chrome {
  runtime?: { sendMessage(message: unknown): Promise<unknown> };
  permissions?: { request(what: { origins: string[] }): Promise<boolean> };
}

const chrome = () => (globalThis as { chrome?: Chrome }).chrome;

/** Asks the browser, and with it the person, whether the extension may reach a network. */
export async function mayReach(origin: string): Promise<boolean> {
  const { protocol, hostname } = new URL(origin);
  return (await chrome()?.permissions?.request({ origins: [`${protocol}//${hostname}/*`] })) ?? false;
}

/** The channel of the question that the address of this window names; null when it names none. */
export function extensionChannel(): Channel | null {
  const id = new URLSearchParams(location.hash.split("?")[1] ?? "").get("id");
  const to = chrome()?.runtime;
  if (id === null || to === undefined) return null;
  return {
    listen(hear) {
      let over = false;
      void to.sendMessage({ take: id }).then((held) => {
        const { origin, question } = (held ?? {}) as { origin?: string; question?: Question };
        const q = questionOf(question);
        if (over || q === null || origin === undefined || !isOrigin(origin)) return;
        hear(origin, q, (reply: Reply) => void to.sendMessage({ give: id, reply }));
      });
      return () => {
        over = true;
      };
    },
  };
}
