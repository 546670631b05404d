// A draft on the screen: what is typed is saved as it is typed; what cannot be sent is kept in this browser and sent
// later, under the same id, so that it is one save however often it is sent; what others write is shown as it comes.
// Without this file the page works by its forms.
const root = document.getElementById("draft");
const words = root.dataset;
const status = document.getElementById("saved");

const PAUSE = 400; // milliseconds without a key, after which what was typed is sent
const LOOK = 1000; // how often the page asks what others wrote
const SLOWEST = 15000; // and at most how seldom it tries again while nobody answers
const ALIVE = 12000; // a page that has not been heard of for so long has left its unsent words to whoever opens next

const page = sessionStorage.getItem("page") || crypto.randomUUID();
sessionStorage.setItem("page", page);
const prefix = `nemcon draft ${words.account} ${words.draft} `;

const waiting = new Map(); // "node name" → {id, node, name, base, value}: typed, and not yet answered
let sending = null; // ids of the saves that are on their way
let since = Number(words.revision);
let token = root.querySelector("[name=csrfmiddlewaretoken]").value;
let failures = 0;
let signedOut = false;
let timer = null;
let looked = null;

const key = (node, name) => `${node} ${name}`;
const field = (node, name) =>
  root.querySelector(`[data-node="${CSS.escape(node)}"][data-name="${CSS.escape(name)}"]`);
const valueOf = (input) => (input.type === "checkbox" ? (input.checked ? "yes" : "") : input.value);
const put = (input, value) => {
  if (input.type === "checkbox") input.checked = value === "yes";
  else if (input.value !== value) {
    const [start, end] = document.activeElement === input ? [input.selectionStart, input.selectionEnd] : [null, null];
    input.value = value;
    if (start !== null && input.setSelectionRange) input.setSelectionRange(start, end);
  }
};

// ── what is kept in this browser

function keep() {
  try {
    if (waiting.size) localStorage.setItem(prefix + page, JSON.stringify({ at: Date.now(), saves: [...waiting.values()] }));
    else localStorage.removeItem(prefix + page);
  } catch {
    say(words.unkept, true);
  }
}

function takeUp() {
  for (const name of Object.keys(localStorage)) {
    if (!name.startsWith(prefix)) continue;
    let held;
    try {
      held = JSON.parse(localStorage.getItem(name));
    } catch {
      continue;
    }
    if (name !== prefix + page && Date.now() - held.at < ALIVE) continue; // another page of ours is at work on it
    for (const save of held.saves) waiting.set(key(save.node, save.name), save);
    if (name !== prefix + page) localStorage.removeItem(name);
  }
  keep();
  showWaiting();
}

function showWaiting() {
  for (const save of waiting.values()) {
    const input = field(save.node, save.name);
    if (input) put(input, save.value);
  }
}

// ── typing

root.addEventListener("input", (event) => {
  const input = event.target.closest("[data-name]");
  if (!input) return;
  const { node, name, version } = input.dataset;
  const at = key(node, name);
  const held = waiting.get(at);
  const fresh = !held || sending?.has(held.id); // what is on its way is not changed: this is another save after it
  waiting.set(at, {
    id: fresh ? crypto.randomUUID() : held.id,
    step: fresh ? crypto.randomUUID() : held.step,
    node,
    name,
    base: held ? held.base : Number(version),
    value: valueOf(input),
    of: Number(input.dataset.of || 0),
  });
  keep();
  say(words.unsaved);
  clearTimeout(timer);
  timer = setTimeout(send, input.tagName === "TEXTAREA" || input.type === "text" ? PAUSE : 0);
});

async function send() {
  clearTimeout(timer);
  if (sending || !waiting.size) return;
  const saves = [...waiting.values()];
  sending = new Set(saves.map((save) => save.id));
  let answer = null;
  try {
    answer = await ask(words.saves, { since, saves });
  } finally {
    sending = null;
  }
  if (!answer) {
    timer = setTimeout(send, delay());
    return;
  }
  for (const result of answer.results) {
    const at = key(result.node, result.name);
    const held = waiting.get(at);
    const input = field(result.node, result.name);
    if (held?.id === result.id) waiting.delete(at);
    else if (held) held.base = result.version;
    if (input) input.dataset.version = result.version;
    showRivals(result);
  }
  keep();
  take(answer);
  if (waiting.size) send();
}

// ── asking the server

async function ask(address, body) {
  let response;
  try {
    response = await fetch(address, {
      method: body ? "POST" : "GET",
      headers: body ? { "Content-Type": "application/json", "X-CSRFToken": token } : {},
      body: body && JSON.stringify(body),
      cache: "no-store",
      redirect: "error",
    });
    signedOut = response.status === 401 || response.status === 403;
    if (response.status === 403) await renew();
    if (!response.ok) throw new Error(response.status);
    const answer = await response.json();
    failures = 0;
    if (answer.csrf) token = answer.csrf;
    return answer;
  } catch {
    failures += 1;
    if (signedOut) sayWithLink(words.signedout, words.signin, words.signinlabel);
    else if (waiting.size) say(words.offline.replace("%s", waiting.size), true);
    else if (failures > 1) say(words.alone, true);
    return null;
  }
}

async function renew() {
  try {
    const response = await fetch(`${words.changes}?since=${since}`, { cache: "no-store", redirect: "error" });
    if (response.ok) token = (await response.json()).csrf;
  } catch {
    // the next try says what is wrong
  }
}

// Whoever is signed out comes back soon; a server that does not answer is left alone for longer.
const delay = () => (signedOut ? 2 * LOOK : Math.min(SLOWEST, LOOK * 2 ** Math.min(failures, 4)) * (0.75 + Math.random() / 2));

async function look() {
  clearTimeout(looked);
  if (!sending) {
    const answer = await ask(`${words.changes}?since=${since}`);
    if (answer) {
      take(answer);
      if (waiting.size && !timer) send();
    }
  }
  looked = setTimeout(look, failures ? delay() : document.hidden ? SLOWEST / 2 : LOOK);
}

// ── what others wrote

function take(answer) {
  if (answer.revision <= since && !answer.structure) return settle(answer);
  since = Math.max(since, answer.revision);
  for (const change of answer.changes) {
    const input = field(change.node, change.name);
    if (!input) continue;
    showRivals(change);
    if (waiting.has(key(change.node, change.name))) continue; // what is being typed here goes beside it as a rival
    put(input, change.value);
    input.dataset.version = change.version;
    if (!change.mine) mark(input, change.by);
  }
  if (answer.structure) refresh();
  settle(answer);
  root.dispatchEvent(new CustomEvent("draft:changed"));
}

function settle(answer) {
  if (!waiting.size && Date.now() > insisting) say(words.saved.replace("%s", answer.at));
}

function mark(input, by) {
  const note = document.getElementById(`by-${input.id}`);
  if (note) note.textContent = words.wrote.replace("%s", by);
}

function showRivals(change) {
  const place = document.getElementById(`rivals-${change.node}-${change.name}`);
  if (!place || change.html === undefined) return;
  place.innerHTML = change.html; // from our own server, as the page itself
}

async function refresh(focus) {
  const items = document.getElementById("nodes");
  if (!items) return;
  try {
    const response = await fetch(items.dataset.address, { cache: "no-store", redirect: "error" });
    if (!response.ok) return;
    const active = document.activeElement?.id;
    items.innerHTML = await response.text();
    showWaiting();
    const again = document.getElementById(focus || active);
    if (again) again.focus({ preventScroll: !focus });
  } catch {
    // shown with the next change
  }
}

// ── acts on items, by keyboard as in the outline of a word processor, or by the buttons

const KEYS = { ArrowUp: "up", ArrowDown: "down", ArrowLeft: "outdent", ArrowRight: "indent" };

root.addEventListener("keydown", (event) => {
  const input = event.target.closest("[data-name]");
  if (!input || !input.dataset.outline) return;
  let command = null;
  if (event.altKey && event.shiftKey && KEYS[event.key]) {
    command = KEYS[event.key];
    if (document.documentElement.dir === "rtl") command = { outdent: "indent", indent: "outdent" }[command] || command;
  } else if (event.key === "Enter" && !event.shiftKey && !event.isComposing) command = "after";
  if (!command) return;
  event.preventDefault();
  run(command, input.dataset.node);
});

root.addEventListener("click", (event) => {
  const button = event.target.closest("button[data-command]");
  if (!button) return;
  event.preventDefault();
  const from = button.dataset.from && document.getElementById(button.dataset.from);
  run(button.dataset.command, button.dataset.node, from ? from.value : "");
});

root.addEventListener("change", (event) => {
  const { moves, adds, node } = event.target.dataset;
  if (moves) run(moves, node, event.target.value);
  if (adds && event.target.value) run("add_row", adds, event.target.value);
});

async function run(command, node, value = "") {
  await send();
  if (waiting.size) return insist(words.first);
  const answer = await ask(words.commands, { since, id: crypto.randomUUID(), command, node: node || "", value });
  if (!answer) return;
  if (answer.refused) return insist(answer.refused);
  take({ ...answer, structure: false });
  await refresh(answer.focus);
  if (answer.said) say(answer.said);
}

// ── saying how it stands

let insisting = 0; // until when a refusal stays, although all is saved

function insist(sentence) {
  insisting = Date.now() + 10000;
  say(sentence, true);
}

function say(sentence, grave = false) {
  if (status.textContent === sentence) return;
  status.textContent = sentence;
  status.classList.toggle("refused", grave);
}

function sayWithLink(sentence, address, label) {
  if (status.querySelector("a")) return;
  say(`${sentence} `, true);
  const link = document.createElement("a");
  link.href = address;
  link.target = "_blank";
  link.rel = "opener";
  link.textContent = label;
  status.append(link);
}

addEventListener("online", () => {
  failures = 0;
  send();
  look();
});
addEventListener("visibilitychange", () => {
  if (document.hidden) send();
  else look();
});
addEventListener("beforeunload", (event) => {
  if (waiting.size && failures) event.preventDefault(); // it is kept, but who closes the page should know
});
setInterval(keep, ALIVE / 3);

for (const old of root.querySelectorAll(".scripted-out")) old.hidden = true;
for (const only of root.querySelectorAll(".scripted")) only.hidden = false;
takeUp();
if (waiting.size) send();
look();
