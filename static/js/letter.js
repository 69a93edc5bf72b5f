// How much may still be written, below each field with a longest length. From four fifths on it is read out.
const NEAR = 0.2;

function count(note) {
  const field = document.getElementById(note.dataset.for);
  const limit = Number(note.dataset.limit);
  const numbers = new Intl.NumberFormat(document.documentElement.lang);
  const show = () => {
    const left = limit - [...field.value].length;
    const isNear = left <= limit * NEAR;
    note.setAttribute("aria-live", isNear ? "polite" : "off");
    note.classList.toggle("limit-near", isNear);
    note.classList.toggle("limit-over", left < 0);
    note.textContent = (left < 0 ? note.dataset.over : note.dataset.left).replace("#", numbers.format(Math.abs(left)));
  };
  field.addEventListener("input", show);
  if (field.value) show();
}

document.querySelectorAll("[data-limit]").forEach(count);
