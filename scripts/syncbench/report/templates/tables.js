"use strict";

// Tables: an open one shows all its lines, in the regime chosen, from the CSV that the page carries. shown.py and
// written.py make the lines that are there without this script; what is done here must look the same.
(() => {
  const THIN = "\u202f";
  const ABSENT = "–";
  const sizes = JSON.parse(document.querySelector("main").dataset.sizes);  // how units grow with their figure
  const files = new Map();  // rows by the name of the CSV
  const able = "DecompressionStream" in window;

  const make = (tag, properties = {}) => Object.assign(document.createElement(tag), properties);

  async function unpacked(name) {
    const packed = atob(document.getElementById(`csv-${name}`).getAttribute("href").split(",")[1]);
    const bytes = Uint8Array.from(packed, letter => letter.charCodeAt(0));
    return new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"))).text();
  }

  function parsed(text) {
    const rows = [[]];
    for (const [, field, end] of text.matchAll(/("(?:[^"]|"")*"|[^",\n]*)(,|\n)/g)) {
      rows[rows.length - 1].push(field.startsWith('"') ? field.slice(1, -1).replaceAll('""', '"') : field);
      if (end === "\n") rows.push([]);
    }
    return rows.slice(1, -1);
  }

  function rowsOf(name) {
    if (!files.has(name)) files.set(name, unpacked(name).then(parsed));
    return files.get(name);
  }

  // Figures

  function digits(value, whole) {
    const size = Math.abs(value);
    const text = whole || size === 0 ? String(size && value) : size >= 99.95 ? value.toFixed(0) : size >= 0.001 ? value.toPrecision(3)
      : value.toFixed(3);
    return /^-?\d{5,}$/.test(text) ? text.replace(/\B(?=(\d{3})+$)/g, THIN) : text;
  }

  function written(text, [factor, unit]) {
    const figure = digits(Number(text) / factor, factor === 1 && !/[.e]/.test(text));
    return unit ? `${figure}${THIN}${unit}` : figure;
  }

  function sizeOf(text, unit) {
    const of = sizes[unit] || [[1, ""]];
    return of.find(([factor]) => Math.abs(Number(text)) >= 0.9995 * factor) || of[of.length - 1];
  }

  function beside(row, head, factor) {
    const ends = head.low === null ? [] : [row[head.low], row[head.high]];
    const n = head.n === null ? "" : row[head.n];
    return [
      ends.length && !ends.includes("") ? `[${ends.map(end => written(end, [factor, ""])).join(", ")}]` : "",
      n === "" ? "" : written(n, [1, ""]),
    ].filter(Boolean).join(" ");
  }

  function fill(cell, row, head, csv) {
    const text = row ? row[head.at] : "";
    if (text === "" || head.unit === "" || Number.isNaN(Number(text))) {
      cell.textContent = text || ABSENT;
      return cell;
    }
    const size = sizeOf(text, head.unit);
    const data = make("data", {value: text, textContent: written(text, size)});
    data.dataset.csv = csv;
    cell.className = "number";
    cell.append(data, " ", make("small", {textContent: beside(row, head, size[0])}));
    return cell;
  }

  // Lines

  function line(strategy, cells) {
    const row = make("tr");
    if (strategy !== null) row.dataset.s = strategy;
    row.append(...cells);
    return row;
  }

  function plain(rows, plan, csv) {
    return rows.map(row => line(plan.strategy === null ? null : row[plan.strategy], plan.heads.map((head, nth) =>
      fill(make(nth ? "td" : "th", nth ? {} : {scope: "row"}), row, head, csv))));
  }

  function pivot(table, rows, plan, csv) {
    const across = [...new Set(rows.map(row => row[plan.position]))];
    const found = new Map(plan.leads.map(lead => [lead, new Map()]));
    for (const row of rows) {
      if (!found.has(row[plan.strategy])) found.set(row[plan.strategy], new Map());
      found.get(row[plan.strategy]).set(row[plan.position], row);
    }
    const heads = table.tHead.rows[0];
    heads.replaceChildren(heads.firstElementChild, ...across.map(position =>
      make("th", {scope: "col", className: "number", textContent: position})));
    return [...found].filter(([, at]) => at.size).map(([strategy, at]) => line(strategy, [
      make("th", {scope: "row", textContent: strategy}),
      ...across.map(position => fill(make("td"), at.get(position), plan.heads[1], csv))]));
  }

  async function show(table) {
    const plan = JSON.parse(table.dataset.plan);
    const csv = table.dataset.csv;
    const run = table.closest("[data-run]").dataset.run;
    const regime = document.querySelector(`select[data-run="${run}"]`).value;
    if (!able || table.dataset.filled === regime) return;
    table.dataset.filled = regime;
    const rows = (await rowsOf(csv)).filter(row => plan.regime === null || row[plan.regime] === regime);
    if (table.dataset.filled !== regime) return;  // another was chosen meanwhile
    table.tBodies[0].replaceChildren(...plan.position === null ? plain(rows, plan, csv) : pivot(table, rows, plan, csv));
    table.classList.add("whole");
    table.dispatchEvent(new Event("filled", {bubbles: true}));
  }

  const showAll = box => box.querySelectorAll("table[data-plan]").forEach(show);

  document.addEventListener("toggle", event => { if (event.target.open) showAll(event.target); }, true);
  document.addEventListener("shown", () => document.querySelectorAll("details[open]").forEach(showAll));
  document.addEventListener("click", async event => {
    const link = event.target.closest("a[data-csv]");
    if (!link || !able) return;  // then the link itself gives the compressed CSV
    event.preventDefault();
    const href = URL.createObjectURL(new Blob([await unpacked(link.dataset.csv)], {type: "text/csv"}));
    make("a", {href, download: `${link.dataset.csv}.csv`}).click();
    URL.revokeObjectURL(href);
  });
})();
