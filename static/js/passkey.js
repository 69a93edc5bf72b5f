// Asks the device for a passkey, and sends what it says with the form of the page.
const form = document.getElementById("passkey");
// It keeps its place, so that nothing below it moves.
document.getElementById("passkey-needs").style.visibility = "hidden";

function say(words) {
  document.getElementById("passkey-waiting").textContent = words;
}

async function asked() {
  const options = JSON.parse(form.dataset.options);
  if (form.dataset.act === "make") {
    return navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(options) });
  }
  return navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(options) });
}

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  document.getElementById("passkey-trouble").hidden = true;
  say(form.dataset.waiting);
  try {
    form.elements.answer.value = JSON.stringify((await asked()).toJSON());
    form.submit();
  } catch {
    say("");
    document.getElementById("passkey-trouble").hidden = false;
  }
});
