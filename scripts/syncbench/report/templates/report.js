"use strict";

// What a reader chooses on the page: strategies to highlight, a scale, a regime. All of it stands in the fragment of the
// address, so that a link shows what its sender saw. Nothing is fetched, and without scripts the page is still whole: the
// dominant regime, logarithmic axes, and the first lines of each table.
//
// The other scripts ask for a strategy by the event "choose", and hear of any change by the event "shown".
(() => {
  const one = (selector, within = document) => within.querySelector(selector);
  const all = (selector, within = document) => [...within.querySelectorAll(selector)];
  const known = new Map(all("#names [role=option]").map(option => [option.dataset.name, option]));
  const choices = all("select[data-run]");  // the regime of each run
  const panels = all(".panel");
  const LOG = "log";
  const state = {chosen: new Set(), only: false, scale: LOG, regimes: [], at: ""};

  // The fragment: #s=mutex,ticket&only=1&scale=linear&regime=455+ns&at=name-of-a-chart

  const keyOf = run => run ? `regime${run + 1}` : "regime";

  function read() {
    const text = location.hash.slice(1);
    const given = new URLSearchParams(text.includes("=") ? text : {at: decodeURIComponent(text)});
    state.chosen = new Set((given.get("s") || "").split(",").filter(name => known.has(name)));
    state.only = given.get("only") === "1";
    state.scale = given.get("scale") === "linear" ? "linear" : LOG;
    state.regimes = choices.map((choice, run) => {
      const wanted = given.get(keyOf(run));
      return [...choice.options].some(option => option.value === wanted) ? wanted : choice.options[0].value;
    });
    state.at = given.get("at") || "";
  }

  function write() {
    const plus = text => encodeURIComponent(text).replace(/%20/g, "+");
    const parts = [
      state.chosen.size && `s=${[...state.chosen].map(plus).join(",")}`,
      state.only && "only=1",
      state.scale !== LOG && `scale=${state.scale}`,
      ...choices.map((choice, run) => state.regimes[run] !== choice.options[0].value
        && `${keyOf(run)}=${plus(state.regimes[run])}`),
      state.at && `at=${plus(state.at)}`,
    ].filter(Boolean);
    history.replaceState(null, "", parts.length ? `#${parts.join("&")}` : location.href.split("#")[0]);
  }

  // Drawings: one of a chart is in the document, the others are kept as text until they are shown

  const variant = card => `${card.dataset.regime}|${card.dataset.scale}`;
  const drawings = new Map(panels.map(panel => {
    const card = one(".card", panel);
    return [panel, new Map([[variant(card), one("svg", card)]])];
  }));

  async function unpack() {
    const packed = atob(one("#drawings").content.textContent);
    const bytes = Uint8Array.from(packed, letter => letter.charCodeAt(0));
    const text = await new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"))).text();
    for (const [id, of] of Object.entries(JSON.parse(text))) {
      for (const [key, svg] of Object.entries(of)) drawings.get(document.getElementById(id)).set(key, svg);
    }
  }

  function drawing(of, key) {
    if (typeof of.get(key) === "string") {
      const template = document.createElement("template");
      template.innerHTML = of.get(key);
      of.set(key, template.content.firstElementChild);
    }
    return of.get(key);
  }

  function draw(panel) {
    const card = one(".card", panel);
    const regime = state.regimes[panel.dataset.run];
    const of = drawings.get(panel);
    const key = [state.scale, LOG, "", "linear"].map(scale => `${regime}|${scale}`).find(key => of.get(key));
    const svg = key && drawing(of, key);
    if (svg && svg.parentNode !== card) card.replaceChildren(svg);
    if (!svg) {
      const note = document.createElement("p");
      note.textContent = `Nothing of this was measured in the regime ${regime}.`;
      card.replaceChildren(note);
    }
  }

  // Highlighting: in every chart and every table at once

  function mark(within) {
    const hides = state.only && state.chosen.size > 0;
    for (const element of all("[data-s]", within)) {
      const hi = state.chosen.has(element.dataset.s);
      element.classList.toggle("hi", hi);
      element.classList.toggle("off", hides && !hi);
    }
  }

  function dim(panel) {
    const svg = one(".card svg", panel);
    const here = svg !== null && one(".hi", svg) !== null;
    if (svg) svg.classList.toggle("dim", here);
    panel.classList.toggle("without", state.only && state.chosen.size > 0 && !here);
  }

  function chip(name) {
    const button = document.createElement("button");
    button.type = "button";
    button.setAttribute("aria-label", `${name}: do not highlight any more`);
    button.append(one(".glyph", known.get(name)).cloneNode(true), name, " ×");
    button.addEventListener("click", () => {
      toggle(name);
      one("#find").focus();
    });
    return button;
  }

  function toggle(name) {
    if (!state.chosen.delete(name) && known.has(name)) state.chosen.add(name);
    show();
  }

  function show() {
    panels.forEach(draw);
    mark(document);
    panels.forEach(dim);
    for (const [name, option] of known) option.setAttribute("aria-selected", state.chosen.has(name));
    one("#chips").replaceChildren(...[...state.chosen].map(chip));
    one("#only").setAttribute("aria-pressed", state.only);
    for (const button of all("#scale button")) button.setAttribute("aria-pressed", button.value === state.scale);
    choices.forEach((choice, run) => { choice.value = state.regimes[run]; });
    write();
    document.dispatchEvent(new Event("shown"));
  }

  function reach(id) {
    const target = document.getElementById(id);
    if (!target) return;
    for (let box = target; box; box = box.parentElement) if (box.tagName === "DETAILS") box.open = true;
    target.scrollIntoView();
    if (target.tabIndex < 0) target.tabIndex = -1;  // so that it can have the focus
    target.focus({preventScroll: true});
  }

  function restore() {
    read();
    show();
    if (state.at) reach(state.at);
  }

  document.addEventListener("choose", event => toggle(event.detail));
  document.addEventListener("filled", event => mark(event.target));
  document.addEventListener("click", event => {
    const link = event.target.closest("a[href^='#']:not([data-csv])");
    if (!link) return;
    event.preventDefault();  // of its own the browser would drop what was chosen from the fragment
    const id = decodeURIComponent(link.hash.slice(1));
    if (!link.matches(".skip")) state.at = id;
    write();
    reach(id);
  });
  one("#only").addEventListener("click", () => { state.only = !state.only; show(); });
  one("#scale").addEventListener("click", event => {
    const button = event.target.closest("button");
    if (button) { state.scale = button.value; show(); }
  });
  choices.forEach((choice, run) => choice.addEventListener("change", () => {
    state.regimes[run] = choice.value;
    show();
  }));
  one("#reset").addEventListener("click", () => {
    history.replaceState(null, "", location.href.split("#")[0]);
    restore();
  });
  one("#copy").addEventListener("click", async () => {
    const said = one("#copied");
    try {
      await navigator.clipboard.writeText(location.href);
      said.textContent = "copied";
    } catch {
      said.textContent = "not allowed here: take it from the address bar";
    }
    setTimeout(() => { said.textContent = ""; }, 4000);
  });
  window.addEventListener("hashchange", restore);
  // The other scripts follow in the document, and must hear of the first state too. A browser that cannot decompress has
  // the dominant regime alone.
  document.addEventListener("DOMContentLoaded", async () => {
    await unpack().catch(() => {});
    document.documentElement.classList.add("js");
    restore();
  });
})();
