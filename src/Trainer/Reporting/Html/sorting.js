"use strict";
// Lets tables be sorted by a click on a heading: numbers fall first, text rises first.
(() => {
  const key = (row, column) => {
    const cell = row.cells[column];
    return cell.dataset.sort ? Number(cell.dataset.sort) : cell.classList.contains("number") ? NaN : cell.textContent;
  };
  // What is undefined comes last, whichever way is up.
  const compare = (a, b, sign) => Number.isNaN(a) || Number.isNaN(b)
    ? Number.isNaN(a) - Number.isNaN(b)
    : sign * (typeof a === "number" ? a - b : a.localeCompare(b, "en"));
  for (const table of document.querySelectorAll("table.sortable")) {
    for (const heading of table.tHead.rows[0].cells) {
      const button = document.createElement("button");
      button.type = "button";
      button.append(...heading.childNodes);
      heading.append(button);
      button.onclick = () => {
        const isFirst = heading.ariaSort === null;
        const sign = isFirst ? (heading.classList.contains("number") ? -1 : 1) : heading.ariaSort === "ascending" ? -1 : 1;
        [...table.tHead.rows[0].cells].forEach(other => other.ariaSort = null);
        heading.ariaSort = sign === 1 ? "ascending" : "descending";
        const rows = [...table.tBodies[0].rows];
        rows.sort((a, b) => compare(key(a, heading.cellIndex), key(b, heading.cellIndex), sign));
        table.tBodies[0].append(...rows);
      };
    }
  }
})();
