// Says which time zone the device is set to, where none is chosen yet, and offers to use it.
const field = document.getElementById("time_zone");
const proposal = document.getElementById("zone-proposal");
const here = Intl.DateTimeFormat().resolvedOptions().timeZone;
const isHere = (option) => option.value === here || (option.dataset.also ?? "").split(" ").includes(here);
const option = [...field.options].find(isHere);

if (option && !field.value) {
  proposal.querySelector("span").textContent = proposal.dataset.words.replace("#", option.label);
  proposal.querySelector("button").addEventListener("click", () => {
    field.value = option.value;
    proposal.hidden = true;
    field.closest("details").open = true;
    field.focus();
  });
  proposal.hidden = false;
}
