// A link to a concern opens it, and paper shows all of them.
(() => {
  "use strict";
  const concerns = [...document.querySelectorAll("details.claim")];
  const open = (name) => {
    const one = concerns.find((concern) => concern.id === name);
    if (!one) return;
    one.open = true;
    one.scrollIntoView();
  };
  addEventListener("hashchange", () => open(location.hash.slice(1)));
  // A second click on the same link changes no hash.
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[href^='#']");
    if (link && link.hash === location.hash) open(link.hash.slice(1));
  });
  let closed = [];
  addEventListener("beforeprint", () => {
    closed = concerns.filter((concern) => !concern.open);
    for (const concern of closed) concern.open = true;
  });
  addEventListener("afterprint", () => { for (const concern of closed) concern.open = false; });
  open(location.hash.slice(1));
})();
