// Renews the list while somebody types into its search. Without it, the button does.
const form = document.querySelector("form[data-updates]");
const found = document.getElementById(form.dataset.updates);
const number = document.getElementById(`${form.dataset.updates}-number`);
const PAUSE = 300;
let timer, asking;

function address() {
  const said = [...new FormData(form)].filter(([, value]) => value.trim());
  return said.length ? form.action + "?" + new URLSearchParams(said) : form.action;
}

function show(page, url) {
  const anew = page.getElementById(found.id);
  if (!anew) return location.assign(url);
  found.replaceChildren(...anew.childNodes);
  number.textContent = page.getElementById(number.id).textContent;
  history.replaceState(null, "", url);
}

async function renew() {
  clearTimeout(timer);
  asking?.abort();
  asking = new AbortController();
  const url = address();
  try {
    const answer = await fetch(url, { signal: asking.signal, headers: { Accept: "text/html" } });
    if (answer.ok) show(new DOMParser().parseFromString(await answer.text(), "text/html"), url);
  } catch (problem) {
    if (problem.name !== "AbortError") console.warn(problem); // offline: the button says so
  }
}

function soon(event) {
  if (event.isComposing) return;
  clearTimeout(timer);
  timer = setTimeout(renew, PAUSE);
}

form.addEventListener("input", soon);
form.addEventListener("compositionend", soon);
form.addEventListener("submit", (event) => {
  event.preventDefault();
  renew();
});
