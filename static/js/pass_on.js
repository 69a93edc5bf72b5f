// Copies or shares a text or a link to pass on; each button shows only where the browser can do it.
const wordsOf = (id) => [...document.getElementById(id).children].map((part) => part.textContent.trim()).join("\n\n");

function offerCopy(button) {
  button.hidden = !navigator.clipboard;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(wordsOf(button.dataset.copies));
    document.getElementById(`${button.dataset.copies}-done`).textContent = button.dataset.done;
  });
}

function offerShare(button) {
  button.hidden = !navigator.share;
  button.addEventListener("click", () => {
    navigator.share({ text: wordsOf(button.dataset.shares) }).catch(() => {}); // closing the sheet is no error
  });
}

document.querySelectorAll("[data-copies]").forEach(offerCopy);
document.querySelectorAll("[data-shares]").forEach(offerShare);
