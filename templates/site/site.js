"use strict";
(() => {
  const root = document.documentElement;
  const base = root.dataset.base || "";
  const at = (id) => document.getElementById(id);
  const make = (tag, kind, ...inside) => {
    const made = document.createElement(tag);
    if (kind) made.className = kind;
    made.append(...inside.filter((one) => one !== null && one !== undefined && one !== ""));
    return made;
  };
  const plural = (n, word) => `${n.toLocaleString("en")} ${word}${n === 1 ? "" : "s"}`;

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

  // ---- Lists: data in pieces, each a script; a page from a folder may not fetch.
  const lists = new Map();
  const script = (name) => new Promise((done, failed) => {
    const tag = document.createElement("script");
    tag.src = `${base}data/${name}.js`;
    tag.onload = () => { tag.remove(); done(); };
    tag.onerror = () => { tag.remove(); failed(new Error(`${name} could not be loaded`)); };
    document.head.append(tag);
  });
  const listOf = (name) => {
    if (!lists.has(name)) lists.set(name, { name, head: null, pieces: [], rows: [], whole: false, loading: null, started: null });
    return lists.get(name);
  };
  window.SYNTH = {
    list(name, head) { listOf(name).head = head; },
    rows(name, number, piece) {
      const list = listOf(name);
      const { columns, repeated } = list.head;
      list.pieces[number] = piece.r.map((row) => {
        for (const c of repeated) row[c] = Array.isArray(row[c]) ? row[c].map((n) => piece.s[n]) : piece.s[row[c]];
        const made = {};
        columns.forEach((column, c) => { made[column] = row[c]; });
        return made;
      });
    },
  };
  const gather = (list) => {
    list.rows = list.pieces.flat();
    list.rows.forEach((row, n) => { row.n = n; });
    list.whole = list.rows.length === list.head.count;
    return list;
  };
  // The head and the first rows; then all of them, in parallel.
  const begin = (name) => {
    const list = listOf(name);
    list.started ??= script(name).then(() => (list.head.pieces ? script(`${name}-0`) : null)).then(() => gather(list));
    return list.started;
  };
  const whole = (name) => {
    const list = listOf(name);
    list.loading ??= begin(name)
      .then(() => Promise.all([...Array(list.head.pieces).keys()].slice(1).map((n) => script(`${name}-${n}`))))
      .then(() => gather(list));
    return list.loading;
  };

  // Longer texts of the same rows, in a list of their own: searched after the rows themselves.
  const further = (name, more) => {
    const list = listOf(name);
    list.further ??= Promise.all([whole(name), whole(more)]).then(([mine, other]) => {
      const field = other.head.columns[0];
      mine.rows.forEach((row, n) => { row[field] = other.rows[n][field]; row.more = fold(row[field]); });
      list.deep = true;
    });
    return list.further;
  };

  // ---- Search: every word must stand somewhere; where it stands gives the order.
  const fold = (text) => String(text).normalize("NFKD").replace(/[\u0300-\u036f]/g, "").toLowerCase();
  const wordsOf = (query) => [...new Set(fold(query).split(/\s+/).filter(Boolean))];
  const LETTER = /[\p{L}\p{N}]/u;
  const within = (text, word) => {
    const found = text.indexOf(word);
    if (found < 0) return 0;
    if (found === 0 || !LETTER.test(text[found - 1])) return 2;
    // "code" inside "decoder" counts less than where a word begins with it.
    let next = text.indexOf(word, found + 1);
    while (next > 0) { if (!LETTER.test(text[next - 1])) return 2; next = text.indexOf(word, next + 1); }
    return 1;
  };
  const prepared = (kind, row) => {
    row.folded ??= kind.words.map(([field, weight]) => [fold(Array.isArray(row[field]) ? row[field].join(" \u00b7 ") : row[field] ?? ""), weight]);
    return row.folded;
  };
  const score = (kind, row, words) => {
    let sum = 0;
    for (const word of words) {
      let best = 0;
      for (const [text, weight] of prepared(kind, row)) {
        if (weight * 2 <= best) continue;
        const value = within(text, word) * weight;
        if (value > best) best = value;
      }
      if (!best && row.more && row.more.includes(word)) best = 1;
      if (!best) return 0;
      sum += best;
    }
    return sum;
  };
  const find = (kind, rows, query) => {
    const words = wordsOf(query);
    if (!words.length) return rows.slice();
    const scores = new Map();
    for (const row of rows) {
      const value = score(kind, row, words);
      if (value) scores.set(row, value);
    }
    return [...scores.keys()].sort((a, b) => scores.get(b) - scores.get(a) || a.n - b.n);
  };
  const marked = (text, query) => {
    const made = document.createDocumentFragment();
    const words = query ? wordsOf(query).map((word) => word.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")) : [];
    if (!words.length) { made.append(text); return made; }
    text.split(new RegExp(`(${words.join("|")})`, "gi")).forEach((part, n) => {
      if (n % 2) made.append(make("mark", "", part)); else if (part) made.append(part);
    });
    return made;
  };
  const around = (text, query, size = 170) => {
    const lower = fold(text);
    const first = Math.min(...wordsOf(query).map((word) => lower.indexOf(word)).filter((n) => n >= 0));
    if (!Number.isFinite(first)) return "";
    const start = Math.max(0, text.lastIndexOf(" ", Math.max(0, first - size / 2)) + 1);
    const end = text.indexOf(" ", first + size / 2);
    return `${start ? "… " : ""}${text.slice(start, end < 0 ? undefined : end)}${end < 0 ? "" : " …"}`;
  };

  // ---- What rows look like
  const TONES = {
    verified: "Verified", stated: "Stated only", contradicted: "Contradicted", impossible: "Impossible", disputed: "Disputed",
    unknown: "Not enough evidence", abstained: "Abstained", unavailable: "Source unavailable", uncheckable: "Not checkable",
  };
  const RUNGS = ["not located", "located", "faithful", "consistent", "corroborated", "reproduced"];
  const SVG = "http://www.w3.org/2000/svg";
  const icon = (name) => {
    const svg = document.createElementNS(SVG, "svg");
    svg.setAttribute("class", "i");
    svg.setAttribute("aria-hidden", "true");
    const use = document.createElementNS(SVG, "use");
    use.setAttribute("href", `#i-${name}`);
    svg.append(use);
    return svg;
  };
  const badge = (tone, word = TONES[tone] || tone) => make("span", `badge tone-${tone}`, icon(tone), word);
  const link = (href, text, kind = "") => {
    const made = make("a", kind);
    made.href = href.startsWith("http") ? href : base + href;
    made.append(text);
    return made;
  };
  const joined = (...parts) => parts.filter(Boolean).join(" · ");
  const chips = (values, most, query) => {
    const list = make("span", "chips");
    values.slice(0, most).forEach((value) => list.append(make("span", "tag", marked(value, query))));
    if (values.length > most) list.append(make("span", "more-tags", `+${values.length - most}`));
    return list;
  };

  const KINDS = {
    papers: {
      one: "paper",
      words: [["title", 8], ["id", 8], ["authors", 5], ["venue", 3], ["benchmarks", 3], ["metrics", 2], ["human_feedback", 2], ["evaluation_modes", 2], ["quality_controls", 2], ["year", 2]],
      more: "abstracts",
      facets: [["state", "Look twice"], ["benchmarks", "Benchmarks"], ["metrics", "Metrics"], ["evaluation_modes", "Evaluation modes"], ["human_feedback", "Human feedback"], ["rater_population", "Raters"], ["quality_controls", "Quality controls"], ["code", "Code"], ["trust", "Trust"], ["year", "Year"]],
      sorts: [["", "Newest first", null], ["useful", "Most useful for evaluation", (a, b) => b.useful - a.useful], ["wrong", "Most contradicted", (a, b) => b.wrong - a.wrong || b.differs - a.differs], ["verified", "Most verified statements", (a, b) => b.verified - a.verified], ["title", "Title", (a, b) => a.title.localeCompare(b.title, "en")]],
      row(one, query) {
        const facts = make("span", "");
        if (one.wrong) facts.append(badge("contradicted", plural(one.wrong, "contradicted statement")));
        if (one.differs) facts.append(badge("disputed", `${plural(one.differs, "number")} ${one.differs === 1 ? "differs" : "differ"}`));
        if (one.verified) facts.append(badge("verified", `${one.verified} of ${one.checked} verified`));
        else if (one.checked) facts.append(make("span", "soft", `${plural(one.checked, "statement")} checked, none verified`));
        one.state.filter((word) => /retracted|withdrawn/.test(word)).forEach((word) => facts.prepend(badge("contradicted", word)));
        const snippet = query && one.abstract ? around(one.abstract, query) : "";
        const row = make("article", "row paper-row",
          make("div", "row-main",
            make("h2", "row-title", link(one.href, marked(one.title, query))),
            make("p", "made", marked(joined(one.authors, one.year || "", one.venue, one.id), query)),
            snippet ? make("p", "snippet", marked(snippet, query)) : null,
            one.benchmarks.length || facts.childNodes.length ? make("p", "line", ...facts.childNodes, one.benchmarks.length ? chips(one.benchmarks, 5, query) : null) : null),
          make("div", "row-side", make("b", "", String(one.useful)), make("span", "soft", "useful"), make("span", "soft", `trust ${one.trust}`)));
        return row;
      },
    },
    claims: {
      one: "statement",
      words: [["text", 6], ["paper", 4], ["why", 1], ["year", 1]],
      facets: [["tone", "Verdict", TONES], ["kind", "Listed in", { paper: "Papers’ cards", report: "Reports", audit: "Audits" }], ["year", "Year"]],
      sorts: [["", "Wrong first, then verified", null], ["level", "Furthest verified", (a, b) => b.level - a.level], ["year", "Newest first", (a, b) => b.year - a.year]],
      row(one, query) {
        return make("article", `row claim-row edge-${one.tone}`,
          make("div", "row-main",
            make("p", "row-text", link(one.href, marked(one.text, query), "plain")),
            make("p", "made", one.paper_href ? link(one.paper_href, one.paper) : one.paper, one.page ? `, p. ${one.page}` : "", one.kind === "paper" ? "" : ` · in ${one.kind === "audit" ? "an audit" : "a report"}`, one.why ? ` · ${one.why}` : "")),
          make("div", "row-side", badge(one.tone), one.tone === "verified" ? make("span", "soft", RUNGS[one.level]) : null));
      },
    },
    results: {
      one: "result table",
      words: [["name", 8], ["measures", 3]],
      facets: [],
      sorts: [["", "Most papers first", null], ["differs", "Most disagreements", (a, b) => b.differs - a.differs], ["count", "Most results", (a, b) => b.count - a.count], ["title", "Name", (a, b) => a.name.localeCompare(b.name, "en")]],
      row(one, query) {
        return make("article", "row",
          make("div", "row-main",
            make("h2", "row-title", link(one.href, marked(one.name, query))),
            make("p", "made", joined(plural(one.papers, "paper"), plural(one.methods, "method"), one.years)),
            make("p", "line", one.differs ? badge("disputed", plural(one.differs, "disagreement")) : null, one.verified ? badge("verified", `${one.verified.toLocaleString("en")} in a second place`) : null, chips(one.measures, 5, query))),
          make("div", "row-side", make("b", "", one.count.toLocaleString("en")), make("span", "soft", one.count === 1 ? "result" : "results")));
      },
    },
    rows: {
      one: "result",
      words: [["method", 8], ["paper", 4], ["setting", 3], ["raw", 3], ["where", 1], ["cell", 1]],
      facets: [["measure", "Measure"], ["standing", "Printed by"], ["differs", "Look twice"], ["own", "Whose"], ["year", "Year"]],
      sorts: [["", "Highest first", (a, b) => b.value - a.value], ["low", "Lowest first", (a, b) => a.value - b.value], ["furthest", "Furthest borne out", (a, b) => FAR.indexOf(a.standing) - FAR.indexOf(b.standing) || b.value - a.value], ["method", "Method", (a, b) => a.method.localeCompare(b.method, "en", { numeric: true }) || b.value - a.value], ["year", "Newest first", (a, b) => b.year - a.year || b.value - a.value]],
      row(one, query) {
        const facts = joined(one.setting, one.own === "the paper’s own" ? "own" : one.own);
        const summary = make("summary", "opens",
          make("span", "value", marked(one.raw, query), make("span", "soft measure", one.measure)),
          make("span", "who", make("b", "", marked(one.method, query)), facts ? make("span", "soft", marked(facts, query)) : null),
          make("span", "whence", make("span", "", marked(one.paper, query)), make("span", "soft", one.where)),
          make("span", "how", badge(one.tone, one.standing), one.differs ? badge("disputed", "≠") : null));
        const row = make("details", `row result edge-${one.tone}`, summary);
        row.addEventListener("toggle", () => {
          if (!row.open || row.lastChild !== summary) return;
          const body = make("div", "result-body");
          if (one.cell) body.append(make("p", "cell", one.cell));
          if (one.quote) body.append(make("blockquote", "", one.quote));
          body.append(make("p", "", one.href ? link(one.href, one.paper) : one.paper, `, ${one.where}`));
          const places = (title, list) => {
            if (!list.length) return;
            const items = make("ul", "");
            list.forEach((text) => {
              const [name, href, raw, where] = text.split("\t");
              items.append(make("li", "", make("b", "figure", raw), " ", href ? link(href, name) : name, " ", make("span", "soft", where)));
            });
            body.append(make("h3", "", title), items);
          };
          places("The same number", one.same);
          places("Another number for the same", one.other);
          row.append(body);
        });
        return row;
      },
    },
    disagreements: {
      one: "disagreement",
      words: [["subject", 6], ["paper", 4], ["note", 1], ["kind", 1]],
      facets: [["kind", "Between"], ["dataset", "Dataset"]],
      sorts: [["", "Most papers first", null], ["spread", "Widest apart", (a, b) => b.spread - a.spread], ["title", "Name", (a, b) => a.subject.localeCompare(b.subject, "en")]],
      row(one, query) {
        const items = make("ul", "");
        one.numbers.forEach((text) => {
          const [raw, papers, more, ...places] = text.split("\t");
          const item = make("li", "", make("b", "figure", raw), " ");
          for (let n = 0; n < places.length; n += 3) {
            if (n) item.append("; ");
            item.append(places[n + 1] ? link(places[n + 1], marked(places[n], query)) : places[n], " ", make("span", "soft", places[n + 2]));
          }
          if (Number(more)) item.append(make("span", "soft", ` and ${plural(Number(more), "more place")}`));
          items.append(item);
        });
        return make("article", "row difference",
          make("div", "row-main", make("h2", "row-title", link(one.href, marked(one.subject, query))), make("p", "made", joined(one.kind, one.note)), items),
          make("div", "row-side", make("b", "", one.spread.toLocaleString("en")), make("span", "soft", "apart")));
      },
    },
  };
  const FAR = ["a rerun gives it", "independent paper", "second place in the paper", "linked papers only", "only here", "doubtful table", "a rerun does not give it"];
  window.SYNTH.kinds = KINDS;
  Object.assign(window.SYNTH, { make, link, badge, joined, marked, plural, icon, RUNGS });

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
