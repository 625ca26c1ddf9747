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
    at("theme").textContent = theme === "dark" ? "Light" : "Dark";
  };
  const wanted = () => store.get() || (system.matches ? "dark" : "light");
  paint(wanted());
  system.addEventListener("change", () => paint(wanted()));
  at("theme").hidden = false;
  at("theme").addEventListener("click", () => {
    const theme = root.dataset.theme === "dark" ? "light" : "dark";
    store.set(theme);
    paint(theme);
  });

  // The browser's own tooltip would cover what the panel says; it stays for those without a script.
  for (const mark of document.querySelectorAll("g.m")) {
    const title = mark.querySelector("title");
    mark.dataset.text = title.textContent;
    title.remove();
  }

  let pinned = null;
  const show = (mark) => {
    document.querySelector(".m.on")?.classList.remove("on");
    at("panel").hidden = !mark;
    if (!mark) return;
    mark.classList.add("on");
    at("kind").textContent = mark.dataset.kind;
    at("where").textContent = mark.dataset.where;
    at("text").textContent = mark.dataset.text ?? mark.textContent;
  };
  document.addEventListener("pointerover", (event) => {
    const mark = event.target.closest(".m");
    if (mark && !pinned && event.pointerType !== "touch") show(mark);
  });
  document.addEventListener("click", (event) => {
    if (event.target.closest("#panel, #legend")) return;
    const mark = event.target.closest(".m");
    pinned = mark === pinned ? null : mark;
    show(pinned);
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    pinned = null;
    show(null);
  });

  const boxes = [...document.querySelectorAll("#legend input")];
  const all = (checked) => { for (const box of boxes) box.checked = checked; };
  at("buttons").hidden = false;
  at("all").addEventListener("click", () => all(true));
  at("none").addEventListener("click", () => all(false));
  if (innerWidth < 700) at("legend").open = false;
})();
