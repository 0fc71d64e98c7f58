// Lists the mails, keeps the list fresh, and shows the chosen one.
const at = (id) => document.getElementById(id);
const VIEWS = ["html", "text", "source"];
const state = { mails: [], chosen: null, seen: "" };

async function refresh() {
  let answer;
  try {
    answer = await (await fetch(`/api/messages?q=${encodeURIComponent(at("search").value)}`)).json();
  } catch {
    return say("The inbox does not answer. Is `make run` still running?");
  }
  const fresh = JSON.stringify([answer.messages.map((mail) => mail.id), state.chosen, at("search").value]);
  if (fresh === state.seen) return;
  state.seen = fresh;
  state.mails = answer.messages;
  document.title = `${answer.total ? `(${answer.total}) ` : ""}Inbox · KeyNest`;
  at("list").replaceChildren(...state.mails.map(row));
  say(state.mails.length ? "" : at("search").value ? "No mail holds these words." : "No mail yet.");
}

function say(text) {
  at("none").textContent = text;
  at("none").hidden = !text;
}

function row(mail) {
  const item = document.createElement("li");
  const button = document.createElement("button");
  const subject = document.createElement("b");
  const time = document.createElement("time");
  const people = document.createElement("span");
  const preview = document.createElement("span");
  subject.textContent = mail.subject || "(no subject)";
  time.dateTime = mail.at;
  time.textContent = new Date(mail.at).toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" });
  people.textContent = `to ${mail.to.join(", ")}`;
  preview.textContent = mail.preview;
  button.type = "button";
  button.append(subject, time, people, preview);
  if (mail.id === state.chosen) button.setAttribute("aria-current", "true");
  button.addEventListener("click", () => open(mail.id));
  item.append(button);
  return item;
}

async function open(id) {
  const response = await fetch(`/api/messages/${id}`);
  if (!response.ok) return close();
  const mail = await response.json();
  state.chosen = id;
  history.replaceState(null, "", `#${id}`);
  at("subject").textContent = mail.subject || "(no subject)";
  const files = mail.attachments.map((file) => `${file.name} (${file.type})`).join(", ");
  const lines = { From: mail.from, To: mail.to.join(", "), Date: new Date(mail.at).toLocaleString(), Files: files };
  at("envelope").replaceChildren(...Object.entries(lines).filter(([, value]) => value).flatMap(term));
  at("view-html").src = `/api/messages/${id}/html`;
  at("view-text").replaceChildren(...linked(mail.text ?? ""));
  at("view-source").textContent = await (await fetch(`/api/messages/${id}/source`)).text();
  at("tab-html").hidden = mail.html === null;
  at("tab-text").hidden = mail.text === null;
  at("mail").hidden = false;
  at("hint").hidden = true;
  document.body.classList.add("reading");
  show(mail.html !== null ? "html" : mail.text !== null ? "text" : "source");
  await refresh();
}

function term([name, value]) {
  const title = document.createElement("dt");
  const text = document.createElement("dd");
  title.textContent = name;
  text.textContent = value;
  return [title, text];
}

function linked(text) {
  return text.split(/(https?:\/\/[^\s<>"]+)/).map((part, index) => {
    if (index % 2 === 0) return part;
    const link = document.createElement("a");
    Object.assign(link, { href: part, textContent: part, target: "_blank", rel: "noreferrer" });
    return link;
  });
}

function show(view) {
  for (const name of VIEWS) {
    at(`view-${name}`).hidden = name !== view;
    at(`tab-${name}`).setAttribute("aria-selected", String(name === view));
    at(`tab-${name}`).tabIndex = name === view ? 0 : -1;
  }
}

function close() {
  state.chosen = null;
  history.replaceState(null, "", "/");
  at("mail").hidden = true;
  at("hint").hidden = false;
  document.body.classList.remove("reading");
  return refresh();
}

function step(by) {
  const next = state.mails.findIndex((mail) => mail.id === state.chosen) + by;
  const mail = state.mails[Math.min(Math.max(next, 0), state.mails.length - 1)];
  if (mail) open(mail.id);
}

for (const view of VIEWS) at(`tab-${view}`).addEventListener("click", () => show(view));
document.querySelector("[role=tablist]").addEventListener("keydown", (event) => {
  const tabs = VIEWS.filter((view) => !at(`tab-${view}`).hidden);
  const by = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
  if (!by) return;
  const chosen = tabs.findIndex((view) => at(`tab-${view}`).getAttribute("aria-selected") === "true");
  const next = tabs[(chosen + by + tabs.length) % tabs.length];
  show(next);
  at(`tab-${next}`).focus();
});
at("search").addEventListener("input", refresh);
at("back").addEventListener("click", close);
at("clear").addEventListener("click", async () => {
  if (!confirm("Delete all mails of this inbox?")) return;
  await fetch("/api/messages", { method: "DELETE" });
  await close();
});
document.addEventListener("keydown", (event) => {
  if (event.target.matches("input") || event.metaKey || event.ctrlKey || event.altKey) return;
  if (event.key === "j") step(1);
  if (event.key === "k") step(-1);
  if (event.key === "Escape") close();
  if (event.key === "/") {
    event.preventDefault();
    at("search").focus();
  }
});
setInterval(() => document.hidden || refresh(), 1500);
refresh().then(() => location.hash && open(location.hash.slice(1)));
