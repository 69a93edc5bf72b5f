// Looks, for half a minute, whether what the page waits for has come, and only then shows the new page.
const waiting = document.querySelector("[data-waiting]");
let looks = 0;

async function look() {
  looks += 1;
  const answer = await fetch(waiting.dataset.again, { credentials: "same-origin" }).catch(() => null);
  const page = answer?.ok ? await answer.text() : "data-waiting";
  if (!page.includes("data-waiting")) {
    location.replace(waiting.dataset.again);
  } else if (looks < 12) {
    setTimeout(look, 2500);
  } else {
    waiting.querySelector("[role=status]").textContent = waiting.dataset.late;
  }
}

if (waiting) setTimeout(look, 1500);
