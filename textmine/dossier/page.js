"use strict";
(function () {
  var root = document.documentElement;

  function setLanguage(lang) {
    root.setAttribute("data-lang", lang);
    document.querySelectorAll(".switch button").forEach(function (button) {
      button.setAttribute("aria-pressed", String(button.dataset.set === lang));
    });
  }

  function keyOf(row, column) {
    var cell = row.cells[column];
    return cell.dataset.key || cell.textContent.trim();
  }

  function sortBy(table, column, down) {
    var rows = Array.from(table.tBodies[0].rows);
    var numeric = rows.every(function (row) { return keyOf(row, column) !== "" && !isNaN(Number(keyOf(row, column))); });
    rows.sort(function (a, b) {
      var x = keyOf(a, column), y = keyOf(b, column);
      var order = numeric ? Number(x) - Number(y) : x.localeCompare(y, "zh");
      return down ? -order : order;
    });
    rows.forEach(function (row) { table.tBodies[0].appendChild(row); });
  }

  function addFilter(holder, table) {
    var field = document.createElement("input");
    field.type = "search";
    field.className = "filter";
    field.placeholder = root.dataset.filter || "筛选… filter …";
    field.setAttribute("aria-label", field.placeholder);
    field.addEventListener("input", function () {
      var wanted = field.value.trim().toLowerCase();
      Array.from(table.tBodies[0].rows).forEach(function (row) {
        row.hidden = wanted !== "" && row.textContent.toLowerCase().indexOf(wanted) < 0;
      });
    });
    holder.parentNode.insertBefore(field, holder);
  }

  document.querySelectorAll(".switch").forEach(function (group) { group.hidden = false; });
  document.querySelectorAll(".switch button").forEach(function (button) {
    button.addEventListener("click", function () { setLanguage(button.dataset.set); });
  });
  setLanguage("both");

  document.querySelectorAll(".table").forEach(function (holder) {
    var table = holder.querySelector("table");
    table.classList.add("sortable");
    Array.from(table.tHead.rows[0].cells).forEach(function (head, column) {
      var down = false;
      head.addEventListener("click", function () {
        sortBy(table, column, down);
        down = !down;
      });
    });
    if (table.tBodies[0].rows.length > 12) { addFilter(holder, table); }
  });
})();
