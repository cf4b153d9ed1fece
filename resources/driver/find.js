// Finds what a person would point at, by its role and its accessible name, scrolls to it and says where it is.
// Answers [x, y, value] as JSON, in pixels of this frame, or null while there is no such thing to be seen.
(function (role, name) {
  "use strict";

  var SELECTORS = {
    button: "button, [role=button], a[href]",
    field: "input, textarea, [role=textbox], [role=searchbox]",
    text: "h1, h2, h3, p, li, span, strong, [role=alert], [role=status]",
  };

  function nameOf(element) {
    var labelledBy = element.getAttribute("aria-labelledby");
    if (element.getAttribute("aria-label")) { return element.getAttribute("aria-label"); }
    if (labelledBy) {
      return labelledBy.split(/\s+/).map(function (id) {
        var part = document.getElementById(id);
        return part ? part.textContent : "";
      }).join(" ");
    }
    if (element.labels && element.labels.length) { return element.labels[0].textContent; }
    return element.textContent || element.getAttribute("title") || "";
  }

  function squeezed(text) {
    return text.replace(/\s+/g, " ").trim();
  }

  function seen(element) {
    var box = element.getBoundingClientRect();
    return box.width > 0 && box.height > 0 && getComputedStyle(element).visibility !== "hidden" && !element.disabled;
  }

  var exact = role !== "text";
  var found = Array.prototype.filter.call(document.querySelectorAll(SELECTORS[role]), function (element) {
    var own = squeezed(nameOf(element));
    return seen(element) && (exact ? own === name : own.indexOf(name) >= 0);
  })[0];
  if (!found) { return null; }
  window.pressTarget = found;
  found.scrollIntoView({ block: "center", behavior: "instant" });
  var box = found.getBoundingClientRect();
  var value = "value" in found && found.tagName !== "BUTTON" ? found.value : squeezed(found.textContent);
  return JSON.stringify([box.left + box.width / 2, box.top + box.height / 2, value]);
})({{role}}, {{name}})
