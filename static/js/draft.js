// Keeps a letter on the site while it is written, and holds it back while it could not be sent.
// Without it the buttons do the same; every word it shows stands in the page.
const line = document.querySelector("[data-draft]");
const form = line.closest("form");
const PAUSE = 2000, AT_MOST_EVERY = 10000, PATIENCE = 15000;
// Gone: there is nobody to write to any more. Nothing is said or held back; the site says so above the words.
const TROUBLES = { 403: "somebodyElse", 404: "gone", 409: "elsewhere", 413: "tooLong", 422: "signedOut" };
const HELD_BACK = ["away", "signedOut", "somebodyElse", "busy"];

let kept = "unkept" in line.dataset ? null : typed();
let state = "", timer = 0, triedAt = 0, queue = Promise.resolve(), sending = false, checking = false;

function typed() {
  const fields = new FormData(form);
  fields.delete("csrf_token");
  return new URLSearchParams(fields).toString();
}

function say(next, words = line.dataset[next] ?? "") {
  state = next;
  line.setAttribute("aria-live", next === "kept" ? "off" : "polite");
  line.classList.toggle("draft-line-care", next !== "kept");
  line.textContent = words;
  return next;
}

function post(leaving) {
  const fields = new URLSearchParams(new FormData(form));
  const { writer, seen, window: own } = line.dataset;
  for (const [name, value] of Object.entries({ step: "keep", writer, seen, window: own })) fields.set(name, value);
  return fetch(form.getAttribute("action") ?? location.pathname, {
    method: "POST",
    body: fields,
    headers: { Accept: "application/json" },
    redirect: "manual",
    keepalive: leaving,
    signal: leaving ? undefined : AbortSignal.timeout(PATIENCE),
  });
}

// The page that hands words back also holds the secret of the session that is open now, if there is one.
async function renewed(answer) {
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const secret = page.querySelector("input[name=csrf_token]")?.value;
  if (secret) for (const field of document.querySelectorAll("input[name=csrf_token]")) field.value = secret;
  return Boolean(secret);
}

async function keep(leaving = false) {
  clearTimeout(timer);
  const now = typed();
  triedAt = Date.now();
  let answer;
  try {
    answer = await post(leaving);
    if (answer.status === 422) answer = (await renewed(answer)) ? await post(leaving) : answer;
  } catch {
    return say("away");
  }
  if (answer.type === "opaqueredirect") return say("signedOut");
  if (!answer.ok) return say(TROUBLES[answer.status] ?? "busy");
  kept = now;
  line.dataset.seen = line.dataset.window;
  return say("kept", (await answer.json().catch(() => ({}))).said);
}

function inTurn(leaving) {
  const next = () => keep(leaving);
  queue = queue.then(next, next);
  return queue;
}

function soon() {
  clearTimeout(timer);
  timer = setTimeout(inTurn, Math.max(PAUSE, triedAt + AT_MOST_EVERY - Date.now()));
}

function again() {
  if (!sending && (HELD_BACK.includes(state) || kept !== typed())) inTurn();
}

form.addEventListener("input", soon);
addEventListener("online", again);
addEventListener("focus", () => HELD_BACK.includes(state) && again());
document.addEventListener("visibilitychange", () => {
  if (document.visibilityState === "visible") return HELD_BACK.includes(state) && again();
  if (!sending && kept !== typed() && state !== "elsewhere") inTurn(true);
});
addEventListener("pageshow", () => { sending = false; });
form.addEventListener("submit", async (event) => {
  if (sending) return;
  event.preventDefault();
  if (checking) return;
  checking = true;
  const isHeldBack = HELD_BACK.includes(await inTurn());
  checking = false;
  if (isHeldBack) return;
  sending = true;
  form.requestSubmit(event.submitter);
});
if (kept === null) soon();
