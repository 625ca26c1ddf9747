"use strict";
(() => {
  const root = document.documentElement;
  const at = (id) => document.getElementById(id);

  // Light and dark: the reader's choice, else the system's. Storage may be forbidden for files.
  const store = {
    get: () => { try { return localStorage.getItem("synth-theme"); } catch { return null; } },
    set: (value) => { try { localStorage.setItem("synth-theme", value); } catch { /* the choice lasts until reload */ } },
  };
  const system = matchMedia("(prefers-color-scheme: dark)");
  const paint = (theme) => {
    root.dataset.theme = theme;
    at("theme-word").textContent = theme === "dark" ? "Light" : "Dark";
  };
  const wanted = () => store.get() || (system.matches ? "dark" : "light");
  paint(wanted());
  system.addEventListener("change", () => paint(wanted()));
  at("theme").addEventListener("click", () => {
    const theme = root.dataset.theme === "dark" ? "light" : "dark";
    store.set(theme);
    paint(theme);
  });

  // A strip of a page that is shown twice is held once.
  for (const image of document.querySelectorAll("img[data-same]")) {
    const original = at(image.dataset.same);
    if (original) image.src = original.src;
  }

  const claims = [...document.querySelectorAll("details.claim")];
  const form = at("filters");
  const open = (id) => {
    const claim = id && at(id);
    if (!claim || !claim.matches("details.claim")) return;
    if (claim.hidden) clear();
    claim.open = true;
    claim.scrollIntoView({ block: "start" });
    claim.querySelector("summary").focus({ preventScroll: true });
  };
  if (!form) return;

  form.hidden = false;
  const words = new Map(claims.map((claim) => [claim, claim.textContent.toLowerCase()]));
  const boxes = [...form.querySelectorAll("input[name=verdict]")];
  const field = { q: at("q"), paper: at("paper"), numbers: at("numbers") };

  const state = () => ({
    verdict: boxes.filter((box) => box.checked).map((box) => box.value),
    paper: field.paper.value,
    numbers: field.numbers.checked,
    q: field.q.value.trim(),
  });

  function apply() {
    const now = state();
    const terms = now.q.toLowerCase().split(/\s+/).filter(Boolean);
    let shown = 0;
    for (const claim of claims) {
      const fits = (!now.verdict.length || now.verdict.includes(claim.dataset.tone))
        && (!now.paper || claim.dataset.paper === now.paper)
        && (!now.numbers || "numbers" in claim.dataset)
        && terms.every((term) => words.get(claim).includes(term));
      claim.hidden = !fits;
      if (fits) shown += 1;
    }
    for (const facet of document.querySelectorAll(".facet:has(details.claim)")) {
      facet.hidden = !facet.querySelector("details.claim:not([hidden])");
    }
    const [one, many] = (form.dataset.nouns || "claim claims").split(" ");
    const noun = claims.length === 1 ? one : many;
    at("count").textContent = shown === claims.length ? `${shown} ${noun}` : `${shown} of ${claims.length} ${noun}`;
    at("nothing").hidden = shown > 0;
    at("clear").hidden = !(now.verdict.length || now.paper || now.numbers || now.q);
    form.classList.toggle("any-verdict", now.verdict.length > 0);
    label();
    return now;
  }

  function write() {
    const now = apply();
    const query = new URLSearchParams();
    if (now.verdict.length) query.set("verdict", now.verdict.join(","));
    if (now.paper) query.set("paper", now.paper);
    if (now.numbers) query.set("numbers", "1");
    if (now.q) query.set("q", now.q);
    const text = query.toString();
    history.replaceState(null, "", text ? `#filter?${text}` : location.pathname + location.search);
  }

  function clear() {
    form.reset();
    apply();
  }

  function read() {
    if (!location.hash.startsWith("#filter?")) return open(location.hash.slice(1));
    const query = new URLSearchParams(location.hash.slice("#filter?".length));
    const verdicts = (query.get("verdict") || "").split(",");
    for (const box of boxes) box.checked = verdicts.includes(box.value);
    field.paper.value = query.get("paper") || "";
    if (field.paper.selectedIndex < 0) field.paper.value = "";
    field.numbers.checked = query.get("numbers") === "1";
    field.q.value = query.get("q") || "";
    apply();
    if (form.getBoundingClientRect().top > innerHeight || form.getBoundingClientRect().bottom < 0) {
      at("claims").scrollIntoView();
    }
  }

  const visible = () => claims.filter((claim) => !claim.hidden);
  function label() {
    const all = visible().length > 0 && visible().every((claim) => claim.open);
    at("expand").textContent = all ? "Collapse all" : "Expand all";
  }

  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("input", write);
  // Some browsers tell of a chosen option by "change" only; in the search field it comes late, with the focus leaving.
  field.paper.addEventListener("change", write);
  at("clear").addEventListener("click", () => { clear(); write(); field.q.focus(); });
  at("expand").addEventListener("click", () => {
    const opening = visible().some((claim) => !claim.open);
    for (const claim of visible()) claim.open = opening;
    label();
  });
  for (const claim of claims) claim.addEventListener("toggle", label);
  addEventListener("hashchange", read);
  // A second click on the same number changes no hash, but should open the claim again.
  document.addEventListener("click", (event) => {
    const link = event.target.closest && event.target.closest('a[href^="#c"]');
    if (link && link.hash === location.hash) open(link.hash.slice(1));
  });

  // Paper shows what the screen folds away.
  let closed = [];
  addEventListener("beforeprint", () => {
    closed = claims.filter((claim) => !claim.open);
    for (const claim of claims) claim.open = true;
  });
  addEventListener("afterprint", () => { for (const claim of closed) claim.open = false; });

  read();
  apply();
})();
