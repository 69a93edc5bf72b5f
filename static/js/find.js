// Narrows a list of people while somebody types a part of a name. Without it, the button beside the field does.
const folded = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();

function nameOf(row) {
  return folded((row.querySelector(".person-name") ?? row).textContent);
}

function narrow(box) {
  const list = document.getElementById(box.dataset.finds);
  const input = box.querySelector("input[type=search]");
  const said = box.querySelector("[role=status]");
  const isChoice = list.tagName === "SELECT";
  const stays = ["", ...(box.dataset.stays ?? "").split(" ")];
  const isPerson = (row) => !isChoice || !stays.includes(row.value);
  const rows = [...list.children];
  const show = () => {
    const words = folded(input.value).split(/\s+/).filter(Boolean);
    const found = rows.filter((row) => isPerson(row) && words.every((word) => nameOf(row).includes(word)));
    const chosen = isChoice ? list.value : null;
    const shown = (row) => !found.length || found.includes(row) || !isPerson(row) || row.value === chosen;
    if (isChoice) {
      list.replaceChildren(...rows.filter(shown));
      list.value = chosen;
    } else {
      for (const row of rows) row.hidden = !shown(row);
    }
    said.textContent = !words.length ? "" : found.length ? said.dataset.found.replace("#", found.length) : said.dataset.none;
  };
  input.addEventListener("input", show);
  input.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.isComposing) return;
    event.preventDefault();
    (isChoice ? list : list.querySelector("li:not([hidden]) a"))?.focus();
  });
  box.querySelector("button").hidden = true;
}

// What the site has narrowed down lacks the others, so there its button stays.
document.querySelectorAll("[data-finds]:not([data-narrowed])").forEach(narrow);
