// Says beside a field for a file that the chosen one is too large, before it is sent in vain.
function weigh(field) {
  const said = document.getElementById(field.dataset.tooLarge);
  const isTooLarge = () => [...field.files].some((file) => file.size > Number(field.dataset.largest));
  field.addEventListener("change", () => {
    said.hidden = !isTooLarge();
    field.setAttribute("aria-invalid", String(isTooLarge()));
  });
  field.form.addEventListener("submit", (event) => {
    if (!isTooLarge()) return;
    event.preventDefault();
    field.focus();
  });
}

document.querySelectorAll("[data-largest]").forEach(weigh);
