"use strict";
// Before anything is painted: the reader's choice of light or dark. Storage may be forbidden for files.
try {
  const theme = localStorage.getItem("synth-theme");
  if (theme) document.documentElement.dataset.theme = theme;
} catch { /* the system's choice holds */ }
