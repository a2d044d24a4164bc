// Puts window.tianwang into pages. It can ask, and nothing else: it sees no account before the person has allowed the site.
(() => {
  const MARK = "tianwang.wallet.1";
  const waiting = new Map();

  addEventListener("message", (e) => {
    if (e.source !== window || e.origin !== location.origin || e.data?.kind !== "tianwang.extension.tell") return;
    const { id, result, error } = e.data.reply ?? {};
    const settle = waiting.get(id);
    if (settle === undefined) return;
    waiting.delete(id);
    if (error === undefined) settle.resolve(result);
    else settle.reject(Object.assign(new Error(String(error.message)), { code: String(error.code) }));
  });

  const ask = (what) =>
    new Promise((resolve, reject) => {
      const id = [...crypto.getRandomValues(new Uint8Array(16))].map((b) => b.toString(16).padStart(2, "0")).join("");
      waiting.set(id, { resolve, reject });
      postMessage({ kind: "tianwang.extension.ask", question: { mark: MARK, id, ask: what } }, location.origin);
    });

  const offer = {
    version: 1,
    connect: () => ask({ method: "connect" }),
    send: (address, messages, memo = "") => ask({ method: "send", address, messages, memo }),
    signText: (address, text) => ask({ method: "signText", address, text }),
  };
  Object.defineProperty(window, "tianwang", { value: Object.freeze(offer), configurable: false, writable: false });
  dispatchEvent(new Event("tianwang#initialized"));
})();
