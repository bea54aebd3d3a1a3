"use strict";

// The figures of one strategy in one chart, in a panel of their own: of what the pointer is on, or of what the arrow
// keys have come to. A click, or Enter, highlights it everywhere.
(() => {
  const box = document.querySelector("#told");
  const tips = new WeakMap();  // of the marks: their titles, which the browser would show a second time
  const all = (selector, within) => [...within.querySelectorAll(selector)];
  const groupOf = event => event.target.closest(".card svg [data-s]");
  const choose = name => document.dispatchEvent(new CustomEvent("choose", {detail: name}));

  function marks(group) {
    for (const title of all("title", group)) {
      tips.set(title.parentNode, title.textContent);
      title.remove();
    }
    return [group, ...all("*", group)].filter(mark => tips.has(mark));
  }

  function tell(svg, name, here = null) {
    hush();
    const groups = all("[data-s]", svg).filter(group => group.dataset.s === name);
    const lines = groups.flatMap(marks).map(mark => {
      const line = document.createElement("li");
      line.textContent = tips.get(mark).replace(`${name}, `, "");
      line.classList.toggle("here", mark.contains(here));
      return line;
    });
    const title = document.createElement("strong");
    title.textContent = name;
    const figures = document.createElement("ul");
    figures.append(...lines);
    groups.forEach(group => group.classList.add("at"));
    box.style.setProperty("--c", getComputedStyle(groups[0]).getPropertyValue("--c"));
    box.replaceChildren(title, figures);
    box.hidden = false;
  }

  function hush() {
    for (const group of all(".card .at", document)) group.classList.remove("at");
    box.hidden = true;
  }

  document.addEventListener("pointerover", event => {
    const group = groupOf(event);
    if (group) tell(group.closest("svg"), group.dataset.s, event.target);
    else if (event.pointerType === "mouse") hush();
  });
  document.addEventListener("click", event => {
    const found = groupOf(event) || event.target.closest("tr[data-s] > th");
    if (found) choose(found.closest("[data-s]").dataset.s);
  });

  for (const card of all(".card", document)) {
    let name = null;  // that the keys have come to
    const leave = () => {
      name = null;
      hush();
    };
    const step = by => {
      const svg = card.querySelector("svg");
      const names = svg ? [...new Set([...all(".lead", svg), ...all("[data-s]", svg)].map(group => group.dataset.s))] : [];
      if (!names.length) return;
      const next = name === null ? (by > 0 ? 0 : -1) : names.indexOf(name) + by;
      name = names[(next + names.length) % names.length];
      tell(svg, name);
    };
    const keys = {
      ArrowDown: () => step(1),
      ArrowUp: () => step(-1),
      Enter: () => { if (name !== null) choose(name); },
      Escape: leave,
    };
    card.addEventListener("blur", leave);
    card.addEventListener("keydown", event => {
      if (!(event.key in keys)) return;
      event.preventDefault();
      keys[event.key]();
    });
  }
})();
