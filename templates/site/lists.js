"use strict";
// Lists of a site: loading them, searching them. What the other scripts use stands in SYNTH.
(() => {
  const base = document.documentElement.dataset.base || "";
  const at = (id) => document.getElementById(id);
  const make = (tag, kind, ...inside) => {
    const made = document.createElement(tag);
    if (kind) made.className = kind;
    made.append(...inside.filter((one) => one !== null && one !== undefined && one !== ""));
    return made;
  };
  const plural = (n, word) => `${n.toLocaleString("en")} ${word}${n === 1 ? "" : "s"}`;

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

  Object.assign(window.SYNTH, { base, at, make, plural, listOf, begin, whole, further, fold, find, marked, around });
})();
