"use strict";
(function () {
  var root = document.documentElement;

  function all(selector, from) { return Array.from((from || document).querySelectorAll(selector)); }

  // ---- language

  function setLanguage(lang) {
    root.setAttribute("data-lang", lang);
    root.lang = lang === "en" ? "en" : "zh";
    all(".switch button").forEach(function (button) {
      button.setAttribute("aria-pressed", String(button.dataset.set === lang));
    });
  }

  all(".switch").forEach(function (group) { group.hidden = false; });
  all(".switch button").forEach(function (button) {
    button.addEventListener("click", function () { setLanguage(button.dataset.set); });
  });
  setLanguage("both");

  // ---- what is wider than the page: a line above it, and an edge that fades, until its end is seen

  all(".scroll, .table").forEach(function (box) {
    var hint = document.createElement("p");
    hint.className = "swipe";
    hint.innerHTML = '<span class="zh">左右滑动可看全 →</span> <span class="en">scroll sideways →</span>';
    box.parentNode.insertBefore(hint, box);

    function look() {
      var wide = box.scrollWidth > box.clientWidth + 1;
      hint.classList.toggle("shown", wide);
      box.classList.toggle("goes-on", wide && box.scrollLeft + box.clientWidth < box.scrollWidth - 1);
    }

    box.addEventListener("scroll", look, { passive: true });
    window.addEventListener("resize", look);
    new ResizeObserver(look).observe(box);
    look();
  });

  // ---- sorting: a button in each head, so that the keyboard reaches it

  function keyOf(row, column) {
    var cell = row.cells[column];
    return cell.dataset.key || cell.textContent.trim();
  }

  function sortBy(table, column, down) {
    var rows = Array.from(table.tBodies[0].rows);
    var numeric = rows.every(function (row) {
      var key = keyOf(row, column);
      return key !== "" && !isNaN(Number(key));
    });
    rows.sort(function (a, b) {
      var x = keyOf(a, column), y = keyOf(b, column);
      var order = numeric ? Number(x) - Number(y) : x.localeCompare(y, "zh");
      return down ? -order : order;
    });
    rows.forEach(function (row) { table.tBodies[0].appendChild(row); });
  }

  function makeSortable(table) {
    var heads = Array.from(table.tHead.rows[0].cells);
    heads.forEach(function (head, column) {
      // No <button>: browsers leave those out of the heads that they repeat on printed pages.
      var button = document.createElement("span");
      button.className = "sort";
      button.tabIndex = 0;
      button.setAttribute("role", "button");
      while (head.firstChild) { button.appendChild(head.firstChild); }
      head.appendChild(button);
      head.setAttribute("aria-sort", "none");
      function sort() {
        var down = head.getAttribute("aria-sort") === "ascending";
        heads.forEach(function (other) { other.setAttribute("aria-sort", "none"); });
        head.setAttribute("aria-sort", down ? "descending" : "ascending");
        sortBy(table, column, down);
      }
      button.addEventListener("click", sort);
      button.addEventListener("keydown", function (event) {
        if (event.key === "Enter" || event.key === " ") { event.preventDefault(); sort(); }
      });
    });
  }

  // ---- filters: words of one table, words and facets of all

  function wordsOf(text) { return text.trim().toLowerCase().split(/\s+/).filter(Boolean); }

  function holdsAll(text, words) {
    return words.every(function (word) { return text.indexOf(word) >= 0; });
  }

  var facets = ["province", "agency_type", "level", "year"];
  var store = document.getElementById("facts");
  var facts = store ? JSON.parse(store.textContent) : {};
  var form = document.querySelector(".filters");
  var chosen = {}, wanted = [];

  // What is known of a row's reports is searched with its text: 水利局 2021 finds it by either.
  function textOf(element) {
    if (element.searched === undefined) {
      var known = reportsOf(element).map(function (i) {
        return facets.map(function (facet) { return (facts[facet] || [])[i] || ""; }).join(" ");
      });
      element.searched = (element.textContent + " " + known.join(" ")).toLowerCase();
    }
    return element.searched;
  }

  function reportsOf(element) {
    return element.dataset.r ? element.dataset.r.trim().split(" ").filter(Boolean).map(Number) : [];
  }

  function fitsFacets(element) {
    var named = Object.keys(chosen);
    if (!named.length || element.dataset.r === undefined) { return true; }
    return reportsOf(element).some(function (i) {
      return named.every(function (facet) { return facts[facet][i] === chosen[facet]; });
    });
  }

  function apply() {
    var shown = 0, total = 0;
    all(".table tbody tr, details.family").forEach(function (element) {
      var holder = element.closest(".table");
      var own = holder && holder.own ? holder.own : [];
      var text = textOf(element);
      var fits = fitsFacets(element) && holdsAll(text, wanted) && holdsAll(text, own);
      element.hidden = !fits;
      total += 1;
      shown += fits ? 1 : 0;
    });
    if (form) {
      var filtered = wanted.length || Object.keys(chosen).length;
      form.querySelector("output").textContent = filtered ? shown + " / " + total : "";
    }
  }

  function addFilter(holder) {
    var field = document.createElement("input");
    field.type = "search";
    field.className = "filter";
    field.placeholder = "筛选… filter …";
    field.setAttribute("aria-label", field.placeholder);
    field.addEventListener("input", function () {
      holder.own = wordsOf(field.value);
      apply();
    });
    holder.parentNode.insertBefore(field, holder);
  }

  function fillFacets() {
    facets.forEach(function (facet) {
      var select = form.elements[facet];
      Array.from(new Set(facts[facet] || [])).filter(Boolean).sort(function (a, b) {
        return a.localeCompare(b, "zh");
      }).forEach(function (value) {
        var option = document.createElement("option");
        option.value = option.textContent = value;
        select.appendChild(option);
      });
    });
  }

  function readForm() {
    wanted = wordsOf(form.elements.words.value);
    chosen = {};
    facets.forEach(function (facet) {
      if (form.elements[facet].value) { chosen[facet] = form.elements[facet].value; }
    });
    apply();
  }

  all(".table").forEach(function (holder) {
    var table = holder.querySelector("table");
    makeSortable(table);
    if (table.tBodies[0].rows.length > 12) { addFilter(holder); }
  });
  if (form) {
    form.hidden = false;
    fillFacets();
    form.addEventListener("input", readForm);
    form.addEventListener("submit", function (event) { event.preventDefault(); });
    form.addEventListener("reset", function () { setTimeout(readForm, 0); });
  }

  // ---- a link to a folded passage opens it

  function openTarget() {
    var target = location.hash.length > 1 && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (target && target.tagName === "DETAILS") { target.open = true; target.scrollIntoView(); }
  }
  window.addEventListener("hashchange", openTarget);
  openTarget();

  // ---- network: pick an agency, set a least size

  all(".ties").forEach(function (figure) {
    var ties = all(".tie", figure), nodes = all(".node", figure), said = all(".said li", figure);
    var picked = null, least = 0;

    function show() {
      figure.classList.toggle("dimmed", picked !== null);
      nodes.forEach(function (node) {
        node.classList.remove("on");
        node.setAttribute("aria-pressed", String(node.dataset.n === picked));
      });
      ties.forEach(function (tie, i) {
        var touches = picked !== null && (tie.dataset.s === picked || tie.dataset.t === picked);
        var large = Number(tie.dataset.n) >= least;
        tie.style.display = large ? "" : "none";
        tie.classList.toggle("on", touches && large);
        said[i].hidden = !(large && (picked === null || touches));
        if (touches && large) {
          nodes[Number(tie.dataset.s)].classList.add("on");
          nodes[Number(tie.dataset.t)].classList.add("on");
        }
      });
    }

    nodes.forEach(function (node) {
      function pick() { picked = picked === node.dataset.n ? null : node.dataset.n; show(); }
      node.addEventListener("click", pick);
      node.addEventListener("keydown", function (event) {
        if (event.key === "Enter" || event.key === " ") { event.preventDefault(); pick(); }
      });
    });
    var controls = figure.querySelector(".controls");
    controls.hidden = false;
    controls.querySelector("input").addEventListener("input", function (event) {
      least = Number(event.target.value);
      controls.querySelector("output").textContent = least;
      show();
    });
  });

  // ---- reader: next and previous passage

  var steps = document.querySelector(".steps");
  var passages = all(".pair.aligned");
  if (steps && passages.length) {
    var at = -1;
    steps.hidden = false;
    var go = function (by) {
      if (at >= 0) { passages[at].classList.remove("here"); }
      at = (at + by + passages.length) % passages.length;
      passages[at].classList.add("here");
      passages[at].scrollIntoView({ block: "center" });
      steps.querySelector("output").textContent = (at + 1) + " / " + passages.length;
    };
    steps.querySelector(".next").addEventListener("click", function () { go(1); });
    steps.querySelector(".previous").addEventListener("click", function () { go(at < 0 ? 0 : -1); });
    document.addEventListener("keydown", function (event) {
      if (/INPUT|SELECT|TEXTAREA/.test(event.target.tagName)) { return; }
      if (event.key === "n") { go(1); }
      if (event.key === "p") { go(at < 0 ? 0 : -1); }
    });
  }
})();
