// Renews a list while somebody types into the search beside it. Without it, the button does.
(() => {
  const PAUSE = 300;

  function address(form) {
    const said = [...new FormData(form)].filter(([, value]) => value.trim());
    return said.length ? form.action + "?" + new URLSearchParams(said) : form.action;
  }

  // In a form that is sent, the button only asks to see the form again, filled in.
  function question(form, again) {
    if (!again) return [address(form), {}];
    const said = new URLSearchParams(new FormData(form));
    said.set(again.name, again.value);
    return [form.action, { method: "POST", body: said }];
  }

  function replace(list, anew) {
    const chosen = list.selectedOptions?.[0];
    list.replaceChildren(...anew.childNodes);
    if (!chosen) return;
    if (![...list.options].some((option) => option.value === chosen.value)) list.append(chosen);
    list.value = chosen.value;
  }

  function attach(box) {
    const form = box.closest("form");
    const list = document.getElementById(box.dataset.updates);
    const number = document.getElementById(`${list.id}-number`);
    const again = box.querySelector("button[name=step]");
    let timer, asking;

    function show(page, url) {
      const anew = page.getElementById(list.id);
      if (!anew) return again || location.assign(url);
      replace(list, anew);
      const count = page.getElementById(number.id);
      number.textContent = count?.textContent ?? "";
      if (count) number.className = count.className;
      if (!again) history.replaceState(null, "", url);
    }

    async function renew() {
      clearTimeout(timer);
      asking?.abort();
      asking = new AbortController();
      const [url, how] = question(form, again);
      try {
        const answer = await fetch(url, { ...how, signal: asking.signal, headers: { Accept: "text/html" } });
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

    box.addEventListener("input", soon);
    box.addEventListener("compositionend", soon);
    box.addEventListener("keydown", async (event) => {
      if (event.key !== "Enter" || event.isComposing || event.target.type !== "search") return;
      event.preventDefault();
      await renew();
      (list.tagName === "SELECT" ? list : list.querySelector("a"))?.focus();
    });
    const press = async (event) => {
      event.preventDefault();
      await renew();
    };
    if (again) again.addEventListener("click", press);
    else form.addEventListener("submit", press);
  }

  document.querySelectorAll("[data-updates]").forEach(attach);
})();
