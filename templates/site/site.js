"use strict";
// Pages of a site: light and dark, lists with their filters, search from everywhere, keys.
(() => {
  const { at, make, plural, listOf, begin, whole, further, find, marked, kinds: KINDS, FAR, badge, link, joined } = window.SYNTH;
  const root = document.documentElement;

  // ---- Light and dark
  const system = matchMedia("(prefers-color-scheme: dark)");
  const dark = () => (root.dataset.theme ? root.dataset.theme === "dark" : system.matches);
  const paint = () => { at("theme-word").textContent = dark() ? "Light" : "Dark"; };
  const turn = () => {
    root.dataset.theme = dark() ? "light" : "dark";
    try { localStorage.setItem("synth-theme", root.dataset.theme); } catch { /* until the next page */ }
    paint();
  };
  paint();
  system.addEventListener("change", paint);
  at("theme").addEventListener("click", turn);

  // ---- A page that is a list
  const PAGE = 30;
  const browse = (place) => {
    const name = place.dataset.list;
    const kind = KINDS[place.dataset.kind || name];
    const list = listOf(name);
    const q = at("q");
    const sort = at("sort");
    const chosen = new Map(); // facet → set of values
    let shown = PAGE;
    let found = [];
    kind.sorts.forEach(([value, word]) => sort.append(new Option(word, value)));

    const first = new URLSearchParams(place.dataset.first || "");
    const read = () => {
      const state = location.hash.length > 1 ? new URLSearchParams(location.hash.slice(1)) : first;
      q.value = state.get("q") || "";
      sort.value = state.get("sort") || "";
      if (sort.selectedIndex < 0) sort.value = "";
      chosen.clear();
      for (const [key, value] of state) {
        if (key === "q" || key === "sort" || key === "all") continue;
        chosen.set(key, (chosen.get(key) || new Set()).add(value));
      }
    };
    const keep = () => {
      const state = new URLSearchParams();
      if (q.value.trim()) state.set("q", q.value.trim());
      if (sort.value) state.set("sort", sort.value);
      for (const [key, values] of chosen) values.forEach((value) => state.append(key, value));
      const hash = state.toString() === first.toString() ? "" : state.toString() || (first.size ? "all" : "");
      history.replaceState(null, "", hash ? `#${hash}` : location.pathname + location.search);
    };
    const asFirst = () => !q.value.trim() && !sort.value && [...chosen].every(([key, values]) => !values.size || (first.get(key) && [...values].join() === first.get(key)))
      && [...first].every(([key]) => chosen.get(key)?.size);
    const active = () => !asFirst() || (!first.size && [...chosen.values()].some((values) => values.size));
    const valuesOf = (row, key) => (Array.isArray(row[key]) ? row[key] : row[key] === "" || row[key] === 0 ? [] : [String(row[key])]);
    const fits = (row, but) => {
      for (const [key, values] of chosen) {
        if (key === but || !values.size) continue;
        if (!valuesOf(row, key).some((value) => values.has(value))) return false;
      }
      return true;
    };

    const apply = () => {
      const started = performance.now();
      const matched = find(kind, list.rows, q.value);
      found = matched.filter((row) => fits(row));
      const order = kind.sorts.find(([value]) => value === sort.value);
      if (order && order[2]) found.sort((a, b) => order[2](a, b) || a.n - b.n);
      draw();
      counts(matched);
      place.dataset.ms = (performance.now() - started).toFixed(1);
      const all = list.head.count;
      const some = list.whole ? found.length : firstCount();
      at("count").textContent = some < all ? `${some.toLocaleString("en")} of ${plural(all, kind.one)}` : plural(all, kind.one);
      at("clear").hidden = !active();
      at("nothing").hidden = found.length > 0;
    };
    const firstCount = () => {
      const [key, value] = [...first][0] || [];
      const known = key && (list.head.facets[key] || []).find(([one]) => one === value);
      return known ? known[1] : list.head.count;
    };
    const draw = () => {
      const rows = at("rows");
      const query = q.value.trim();
      rows.replaceChildren(...found.slice(0, shown).map((row) => kind.row(row, query)));
      at("more").hidden = (list.whole ? found.length : firstCount()) <= shown;
    };

    // Facets: how many of what the words match have each value, the other facets kept.
    const groups = new Map();
    const counts = (matched) => {
      for (const [key, group] of groups) {
        const counted = new Map();
        if (list.whole) {
          const others = [...chosen].some(([one, values]) => one !== key && values.size);
          const rows = others ? matched.filter((row) => fits(row, key)) : matched;
          for (const row of rows) for (const value of valuesOf(row, key)) counted.set(value, (counted.get(value) || 0) + 1);
        } else {
          (list.head.facets[key] || []).forEach(([value, count]) => counted.set(value, count));
        }
        const on = chosen.get(key) || new Set();
        for (const [value, part] of group.values) {
          const count = counted.get(value) || 0;
          part.count.textContent = count.toLocaleString("en");
          part.box.checked = on.has(value);
          part.label.classList.toggle("zero", !count && !on.has(value));
        }
        const shownHere = [...group.values].filter(([value], n) => n < 8 || on.has(value) || group.open);
        group.values.forEach((part) => { part.item.hidden = true; });
        shownHere.forEach(([, part]) => { part.item.hidden = false; });
      }
      const line = at("chosen");
      line.replaceChildren();
      for (const [key, values] of chosen) {
        for (const value of values) {
          const facet = kind.facets.find(([one]) => one === key);
          const words = facet && facet[2] && facet[2][value] ? facet[2][value] : value;
          const button = make("button", "quiet chip-off", words, make("span", "", "×"));
          button.type = "button";
          button.setAttribute("aria-label", `Take away the filter ${words}`);
          button.addEventListener("click", () => { values.delete(value); change(); });
          line.append(button);
        }
      }
    };
    const build = () => {
      const aside = at("facets");
      for (const [key, title, words] of kind.facets) {
        const counted = (list.head.facets[key] || []).slice();
        if (counted.length < 1 || (counted.length === 1 && counted[0][1] === list.head.count)) continue;
        if (key === "year") counted.sort((a, b) => Number(b[0]) - Number(a[0]));
        if (key === "standing") counted.sort((a, b) => FAR.indexOf(a[0]) - FAR.indexOf(b[0]));
        const items = make("ul", "");
        const group = { values: new Map(), open: false };
        for (const [value] of counted) {
          if (value === "0") continue;
          const box = make("input", "");
          box.type = "checkbox";
          box.value = value;
          const count = make("span", "n", "");
          const label = make("label", "", box, make("span", "word", (words && words[value]) || value), count);
          box.addEventListener("change", () => {
            const on = chosen.get(key) || new Set();
            if (box.checked) on.add(value); else on.delete(value);
            chosen.set(key, on);
            change();
          });
          const item = make("li", "", label);
          items.append(item);
          group.values.set(value, { box, count, label, item });
        }
        const set = make("fieldset", "facet-group", make("legend", "", title), items);
        if (group.values.size > 8) {
          const more = make("button", "more-values", `All ${group.values.size}`);
          more.type = "button";
          more.addEventListener("click", () => { group.open = !group.open; more.textContent = group.open ? "Fewer" : `All ${group.values.size}`; apply(); });
          set.append(more);
        }
        groups.set(key, group);
        aside.append(set);
      }
    };
    let turnNumber = 0;
    const change = () => {
      shown = PAGE;
      keep();
      const mine = ++turnNumber;
      const again = () => { if (mine === turnNumber) apply(); };
      if (list.whole) apply(); else (active() ? whole(name) : begin(name)).then(again).catch(failed);
      if (kind.more && q.value.trim() && !list.deep) further(name, kind.more).then(again).catch(failed);
    };
    const failed = (error) => { at("count").textContent = `${error.message}; build the site again`; };

    q.addEventListener("input", change);
    q.addEventListener("focus", () => { (kind.more ? further(name, kind.more) : whole(name)).catch(failed); });
    sort.addEventListener("change", change);
    at("filters").addEventListener("submit", (event) => event.preventDefault());
    at("clear").addEventListener("click", () => { q.value = ""; sort.value = ""; chosen.clear(); for (const [key, value] of first) chosen.set(key, new Set([value])); change(); q.focus(); });
    at("more").addEventListener("click", () => {
      const first = at("rows").children.length;
      shown += PAGE;
      whole(name).then(() => { apply(); const next = at("rows").children[first]; const target = next && next.querySelector("a, button"); if (target) target.focus(); }).catch(failed);
    });
    at("facets-button").addEventListener("click", () => {
      const open = !place.classList.contains("facets-open");
      place.classList.toggle("facets-open", open);
      at("facets-button").setAttribute("aria-expanded", String(open));
    });
    addEventListener("hashchange", () => { read(); change(); });
    read();
    begin(name).then(() => { build(); change(); place.dataset.ready = "yes"; }).catch(failed);
  };

  // ---- Search from any other page: papers, results and claims below the box
  const everywhere = (box) => {
    const panel = at("found");
    const parts = [["papers", "Papers", "papers.html", 6], ["results", "Result tables", "results.html", 5], ["claims", "Claims", "claims.html", 6]];
    const fully = (name) => (KINDS[name].more ? further(name, KINDS[name].more) : whole(name));
    const done = (name) => listOf(name).whole && (!KINDS[name].more || listOf(name).deep);
    let turnNumber = 0;
    const close = () => { panel.hidden = true; box.setAttribute("aria-expanded", "false"); };
    const show = () => {
      const query = box.value.trim();
      if (!query) { close(); return; }
      const mine = ++turnNumber;
      const started = performance.now();
      const draw = () => {
        if (mine !== turnNumber) return;
        const sections = parts.map(([name, title, page, most]) => {
          const list = listOf(name);
          const kind = KINDS[name];
          if (!list.head) return null;
          const found = find(kind, list.rows, query);
          if (!found.length) return null;
          const items = make("ul", "");
          found.slice(0, most).forEach((row) => {
            const side = name === "papers" ? joined(row.authors, row.year || "") : name === "results" ? row.words : row.paper;
            const words = make("span", "", marked(row.title || row.name || row.text, query));
            const anchor = link(row.href, name === "claims" ? badge(row.tone, "") : "");
            anchor.append(words, make("span", "soft", side));
            items.append(make("li", "", anchor));
          });
          const all = link(`${page}#q=${encodeURIComponent(query)}`, `all ${found.length.toLocaleString("en")}`, "all-link");
          return make("section", "", make("h2", "", title, " ", all), items);
        }).filter(Boolean);
        const waiting = parts.some(([name]) => !done(name));
        panel.replaceChildren(...(sections.length ? sections : [make("p", "soft", waiting ? "Searching …" : "Nothing matches.")]));
        panel.hidden = false;
        box.setAttribute("aria-expanded", "true");
        panel.dataset.ms = (performance.now() - started).toFixed(1);
      };
      draw();
      parts.filter(([name]) => !done(name)).forEach(([name]) => fully(name).then(draw, () => {}));
    };
    box.addEventListener("focus", () => { parts.forEach(([name]) => fully(name).catch(() => {})); });
    box.addEventListener("input", show);
    box.addEventListener("keydown", (event) => {
      if (event.key === "ArrowDown") { const first = panel.querySelector("a"); if (first) { event.preventDefault(); first.focus(); } }
      if (event.key === "Enter") {
        const first = panel.querySelector("li a");
        if (first) first.click();
      }
    });
    document.addEventListener("click", (event) => { if (!event.target.closest(".find")) close(); });
    document.addEventListener("focusin", (event) => { if (!event.target.closest(".find")) close(); });
    document.addEventListener("keydown", (event) => { if (event.key === "Escape" && !panel.hidden) { close(); box.focus(); } });
  };

  // ---- Keys
  const steps = () => {
    const panel = at("found");
    if (panel && !panel.hidden) return [...panel.querySelectorAll("a")];
    return [...document.querySelectorAll("#rows .row-title a, #rows .row-text a, #rows .opens, .step > a")].filter((one) => one.offsetParent);
  };
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const field = event.target.closest("input:not([type=checkbox]), select, textarea");
    const box = at("q") || at("find");
    if (field) {
      if (event.key === "Escape" && field === box) { if (!at("found") || at("found").hidden) { box.value ? (box.value = "", box.dispatchEvent(new Event("input"))) : box.blur(); } }
      if (event.key === "ArrowDown" && field === at("q")) { const first = steps()[0]; if (first) { event.preventDefault(); first.focus(); } }
      return;
    }
    if (event.key === "/" && box) { event.preventDefault(); box.focus(); box.select(); return; }
    if (event.key === "t") { turn(); return; }
    const inList = document.activeElement && document.activeElement.closest("#rows, #found, .step");
    const arrows = inList && (event.key === "ArrowDown" || event.key === "ArrowUp");
    if (event.key !== "j" && event.key !== "k" && !arrows) return;
    const links = steps();
    if (!links.length) return;
    event.preventDefault();
    const now = links.indexOf(document.activeElement);
    const forward = event.key === "j" || event.key === "ArrowDown";
    const next = now < 0 ? (forward ? 0 : links.length - 1) : now + (forward ? 1 : -1);
    if (next < 0) { if (arrows && box) box.focus(); return; }
    if (next >= links.length) { const more = at("more"); if (more && !more.hidden) more.click(); return; }
    links[next].focus();
    links[next].scrollIntoView({ block: "nearest" });
  });

  // ---- A place that is asked for is opened.
  const open = () => {
    const target = location.hash.length > 1 && !location.hash.includes("=") && at(decodeURIComponent(location.hash.slice(1)));
    if (!target) return;
    for (let one = target; one; one = one.parentElement) if (one.tagName === "DETAILS") one.open = true;
    const inner = target.querySelector(":scope > details");
    if (inner) inner.open = true;
    target.scrollIntoView({ block: "start" });
  };
  addEventListener("hashchange", open);

  const place = document.querySelector("[data-list]");
  if (place) browse(place);
  if (at("find")) everywhere(at("find"));
  open();
})();
