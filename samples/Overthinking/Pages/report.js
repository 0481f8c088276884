(function () {
  "use strict";

  // Tables sort by a column when its heading is pressed; numbers as numbers, without a value last.
  function number(text) {
    var match = /^[+\u2212-]?\d+(\.\d+)?/.exec(text.trim());
    return match ? parseFloat(match[0].replace("\u2212", "-")) : NaN;
  }

  function compare(a, b, direction) {
    var x = number(a), y = number(b);
    if (isNaN(x) || isNaN(y)) {
      if (isNaN(x) !== isNaN(y)) return isNaN(x) ? 1 : -1;
      return direction * (a < b ? -1 : a > b ? 1 : 0);
    }
    return direction * (x - y);
  }

  function sortBy(table, index, heading) {
    var direction = heading.getAttribute("aria-sort") === "descending" ? 1 : -1;
    if (!heading.classList.contains("n") && !heading.hasAttribute("aria-sort")) direction = 1;
    table.querySelectorAll("thead th").forEach(function (other) { other.removeAttribute("aria-sort"); });
    heading.setAttribute("aria-sort", direction === 1 ? "ascending" : "descending");
    var body = table.tBodies[0];
    Array.from(body.rows)
      .map(function (row, i) { return { row: row, text: row.cells[index].textContent, i: i }; })
      .sort(function (a, b) { return compare(a.text, b.text, direction) || a.i - b.i; })
      .forEach(function (entry) { body.appendChild(entry.row); });
  }

  document.querySelectorAll("table.sort").forEach(function (table) {
    if (table.tBodies[0].rows.length < 2) return;
    Array.from(table.tHead.rows[0].cells).forEach(function (heading, index) {
      var button = document.createElement("button");
      button.type = "button";
      while (heading.firstChild) button.appendChild(heading.firstChild);
      heading.appendChild(button);
      button.addEventListener("click", function () { sortBy(table, index, heading); });
    });
  });

  // Prompts: of one cell, right at one state and wrong at the last.
  var chooser = document.getElementById("choose");
  if (chooser) {
    var cellBox = document.getElementById("choose-cell");
    var stateBox = document.getElementById("choose-state");
    var said = document.getElementById("chosen");
    var cells = Array.from(document.querySelectorAll(".cell-prompts"));

    var countsOf = function (cell) { return cell.dataset.counts.split(",").map(Number); };

    var fill = function (cell, state) {
      var counts = countsOf(cell);
      stateBox.textContent = "";
      counts.slice(0, -1).forEach(function (count, i) {
        var option = document.createElement("option");
        option.value = String(i);
        option.textContent = i + " (" + count + " flip)";
        stateBox.appendChild(option);
      });
      stateBox.value = String(Math.min(state, counts.length - 2));
    };

    var show = function () {
      var state = Number(stateBox.value), kept = 0;
      cells.forEach(function (cell) {
        var chosen = cell.id === cellBox.value;
        cell.hidden = !chosen;
        if (!chosen) return;
        cell.open = true;
        var counts = countsOf(cell), last = counts.length - 1;
        cell.querySelectorAll(".card").forEach(function (card) {
          var right = card.dataset.right, flips = right[state] === "1" && right[last] === "0";
          card.hidden = !flips;
          if (flips) kept++;
        });
        said.textContent = counts[state] + " of " + cell.dataset.total + " prompts are right at state " + state + " and wrong at state " + last + "; " + kept + " of them are in this page.";
      });
    };

    var choose = function (id, state) {
      var cell = document.getElementById(id);
      if (!cell) return;
      cellBox.value = id;
      fill(cell, state === undefined ? Number(cell.dataset.best) : state);
      show();
    };

    cellBox.addEventListener("change", function () { choose(cellBox.value); });
    stateBox.addEventListener("change", show);
    document.querySelectorAll("figure[data-prompts]").forEach(function (figure) {
      var go = function (state) {
        choose(figure.dataset.prompts, state);
        document.getElementById("prompts").scrollIntoView();
        cellBox.focus({ preventScroll: true });
      };
      figure.querySelectorAll(".hit").forEach(function (hit, state) { hit.addEventListener("click", function () { go(state); }); });
      figure.querySelectorAll("a.behind").forEach(function (link) {
        link.addEventListener("click", function (event) { event.preventDefault(); go(); });
      });
    });
    chooser.hidden = false;
    choose(cells[0].id);
  }

  // On paper a folded prompt cannot be opened.
  var opened = [];
  window.addEventListener("beforeprint", function () {
    document.querySelectorAll("details.print").forEach(function (details) {
      for (var each = details; each; each = each.parentElement.closest("details")) {
        if (!each.open) { each.open = true; opened.push(each); }
      }
    });
  });
  window.addEventListener("afterprint", function () {
    opened.forEach(function (details) { details.open = false; });
    opened = [];
  });
})();
