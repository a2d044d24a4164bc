// Stands between a page and the extension: takes questions from the page's own window only, and gives it the answers.

const ASK = "tianwang.extension.ask";
const TELL = "tianwang.extension.tell";

addEventListener("message", (e) => {
  if (e.source !== window || e.origin !== location.origin || typeof e.data !== "object" || e.data === null || e.data.kind !== ASK) return;
  chrome.runtime.sendMessage({ question: e.data.question }).catch(() => undefined); // the extension was removed or renewed
});

chrome.runtime.onMessage.addListener((reply) => {
  postMessage({ kind: TELL, reply }, location.origin);
});
