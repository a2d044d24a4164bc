// What a page of the documentation does beyond showing its text: search over headings, copying, the theme, the language.
"use strict";

const root = document.documentElement;
const say = root.dataset;

function keep(key, value) {
  try {
    localStorage.setItem(key, value);
  } catch {
    // Storage is forbidden; the choice lasts as long as the page.
  }
}

// The theme, kept where the app keeps it.
const theme = document.getElementById("theme");
theme.value = root.dataset.theme ?? "system";
theme.closest("label").hidden = false;
theme.addEventListener("change", () => {
  if (theme.value === "system") delete root.dataset.theme;
  else root.dataset.theme = theme.value;
  keep("tianwang.theme", theme.value);
});

// The language, kept where the app keeps it, at the same heading.
const other = document.getElementById("other");
other.addEventListener("click", () => keep("tianwang.lang", other.hreflang));

// On a narrow page the list of guides is closed until somebody wants it.
const menu = document.getElementById("menu");
const narrow = matchMedia("(max-width: 899px)");
const fold = () => {
  menu.open = !narrow.matches;
};
narrow.addEventListener("change", fold);
fold();

// Every block of code can be copied.
for (const pre of document.querySelectorAll("article pre")) {
  const code = pre.textContent;
  const frame = document.createElement("div");
  frame.className = "copied";
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = say.copy;
  button.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(code);
    } catch {
      getSelection().selectAllChildren(pre);
      document.execCommand("copy"); // pages that come without TLS from another machine have no clipboard
    }
    button.textContent = say.copied;
    setTimeout(() => {
      button.textContent = say.copy;
    }, 2000);
  });
  pre.replaceWith(frame);
  frame.append(pre, button);
}

// The search. The headings are fetched when somebody goes there.
const box = document.getElementById("search");
const list = document.getElementById("hits");
const status = document.querySelector(".search [role=status]");
let headings = null;

async function load() {
  headings ??= fetch(say.search).then((r) => (r.ok ? r.json() : []));
  return headings;
}

function show(hits) {
  list.replaceChildren(
    ...hits.map((h) => {
      const item = document.createElement("li");
      const a = document.createElement("a");
      a.href = h.to;
      const name = document.createElement("b");
      name.textContent = h.text;
      a.append(name);
      if (h.page) {
        const page = document.createElement("span");
        page.textContent = h.page;
        a.append(" ", page);
      }
      item.append(a);
      return item;
    }),
  );
}

async function search() {
  const words = box.value.toLowerCase().split(/\s+/).filter(Boolean);
  const all = await load();
  const hits = words.length === 0 ? [] : all.filter((h) => words.every((w) => `${h.text} ${h.page}`.toLowerCase().includes(w)));
  hits.sort((a, b) => Number(a.page !== "") - Number(b.page !== ""));
  show(hits.slice(0, 12));
  list.hidden = words.length === 0;
  status.textContent = words.length === 0 ? "" : hits.length === 0 ? say.nothing : `${hits.length} ${say.found}`;
  if (words.length > 0 && hits.length === 0) {
    const item = document.createElement("li");
    item.textContent = say.nothing;
    list.append(item);
  }
}

document.querySelector(".search").hidden = false;
box.addEventListener("focus", load);
box.addEventListener("input", search);
box.addEventListener("keydown", (e) => {
  if (e.key === "Enter") list.querySelector("a")?.click();
});
document.addEventListener("keydown", (e) => {
  if (e.key === "Escape") list.hidden = true;
  const busy = e.target instanceof Element && e.target.closest("input, textarea, select") !== null;
  if (e.key !== "/" || busy || e.ctrlKey || e.metaKey || e.altKey) return;
  e.preventDefault();
  box.focus();
});
document.addEventListener("click", (e) => {
  if (!(e.target instanceof Element) || e.target.closest("a, .search") === null || e.target.closest("#hits a")) list.hidden = true;
});
