"use strict";

// The list of strategies: a combobox that filters as one types, and stays open while several are chosen.
(() => {
  const find = document.querySelector("#find");
  const list = document.querySelector("#names");
  const options = [...list.querySelectorAll("[role=option]")];
  let active = null;  // what Enter would choose

  const choose = option => document.dispatchEvent(new CustomEvent("choose", {detail: option.dataset.name}));

  function open(shown) {
    list.hidden = !shown;
    find.setAttribute("aria-expanded", shown);
    if (!shown) point(null);
  }

  function point(option) {
    if (active) active.classList.remove("active");
    active = option || null;
    if (!active) {
      find.removeAttribute("aria-activedescendant");
      return;
    }
    active.classList.add("active");
    active.scrollIntoView({block: "nearest"});
    find.setAttribute("aria-activedescendant", active.id);
  }

  function narrow() {
    const wanted = find.value.trim().toLowerCase();
    for (const option of options) option.hidden = !option.textContent.toLowerCase().includes(wanted);
    open(true);
    point(wanted && options.find(option => !option.hidden));
  }

  function step(by) {
    open(true);
    const seen = options.filter(option => !option.hidden);
    const next = active ? seen.indexOf(active) + by : by > 0 ? 0 : -1;
    point(seen[(next + seen.length) % seen.length]);
  }

  const keys = {
    ArrowDown: () => step(1),
    ArrowUp: () => step(-1),
    Enter: () => { if (active) choose(active); },
    Escape: () => {
      find.value = "";
      narrow();
      open(false);
    },
  };

  find.addEventListener("input", narrow);
  find.addEventListener("click", () => open(true));
  find.addEventListener("blur", () => open(false));
  find.addEventListener("keydown", event => {
    if (!(event.key in keys)) return;
    event.preventDefault();
    keys[event.key]();
  });
  list.addEventListener("mousedown", event => event.preventDefault());  // which would take the focus from the field
  list.addEventListener("click", event => {
    const option = event.target.closest("[role=option]");
    if (option) choose(option);
  });
})();
