"use strict";
// What goes wrong while drawing is shown, not swallowed.
for (const kind of ["error", "securitypolicyviolation"]) {
  addEventListener(kind, event => {
    const note = document.body.appendChild(document.createElement("p"));
    note.className = "error";
    note.textContent = `A chart could not be drawn: ${event.message ?? event.violatedDirective}`;
  });
}
