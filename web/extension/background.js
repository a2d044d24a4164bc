// Carries questions from pages to a window of the wallet, and the answers back. It holds no key and decides nothing. The browser
// stops it whenever it likes, so that what it has to remember is in the session's storage.

const SIZE = { type: "popup", width: 440, height: 720 };
const HELD = "held:";

chrome.action.onClicked.addListener(() => chrome.tabs.create({ url: chrome.runtime.getURL("index.html") }));

/** Whether a message is from the wallet's own window, and not from a page. */
const own = (sender) => sender.origin === new URL(chrome.runtime.getURL("")).origin;

/** Keeps a page's question, with the origin that the browser vouches for, and opens the wallet for it. */
async function hold(question, sender) {
  const id = crypto.randomUUID();
  const held = { origin: sender.origin, question, tab: sender.tab.id, document: sender.documentId };
  await chrome.storage.session.set({ [HELD + id]: held });
  const opened = await chrome.windows.create({ url: chrome.runtime.getURL(`index.html#/request?id=${id}`), ...SIZE });
  await chrome.storage.session.set({ [HELD + id]: { ...held, window: opened.id } });
}

/** Gives a page its answer, and forgets the question. */
async function give(id, reply) {
  const key = HELD + id;
  const held = (await chrome.storage.session.get(key))[key];
  if (held === undefined) return;
  await chrome.storage.session.remove(key);
  // to the document that asked, and to none that came after it in the same tab
  await chrome.tabs.sendMessage(held.tab, reply, { documentId: held.document }).catch(() => undefined);
}

chrome.runtime.onMessage.addListener((message, sender, answer) => {
  if (own(sender)) {
    if (typeof message.take === "string") {
      const key = HELD + message.take;
      chrome.storage.session.get(key).then((all) => answer(all[key] ?? null));
      return true;
    }
    if (typeof message.give === "string") void give(message.give, message.reply);
    return false;
  }
  if (sender.tab?.id !== undefined && sender.frameId === 0 && typeof message.question?.id === "string") void hold(message.question, sender);
  return false;
});

// A window that was closed is a refusal.
chrome.windows.onRemoved.addListener(async (closed) => {
  for (const [key, held] of Object.entries(await chrome.storage.session.get(null))) {
    if (!key.startsWith(HELD) || held.window !== closed) continue;
    const error = { code: "refused", message: "the wallet's window was closed" };
    await give(key.slice(HELD.length), { mark: held.question.mark, id: held.question.id, error });
  }
});
