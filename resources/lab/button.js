// Finds a button of the page under test, scrolls to it and says where it is: [x, y, name] as JSON, or null.
// "connect": by the selector if one was given; else what the guides call it; else by role and name; else the only one.
// "retry": what offers to send the finish again.
(function (wanted, selector) {
  "use strict";

  var DOCUMENTED = "#connect-health-data-btn, .connect-health-data-btn, [data-hapi-token], img[src*='/assets/button/']";
  var BUTTONS = "button, [role=button], a[href], input[type=button], input[type=submit], input[type=image]";
  var NAMES = {
    connect: [/human\s*connect/i, /\b(connect|link|edit|manage|add)\b/i, /conectar|editar|verbinden|connecter/i],
    retry: [/try again|retry|save again|send again|resend/i, /again|reintentar|erneut|nochmal|réessayer/i],
  };

  function nameOf(element) {
    var picture = element.querySelector && element.querySelector("img[alt]");
    var name = element.getAttribute("aria-label") || element.textContent.trim() || element.value || element.alt
      || (picture && picture.alt) || element.title || "";
    return name.replace(/\s+/g, " ").trim();
  }

  function usable(element) {
    var box = element.getBoundingClientRect();
    return box.width > 0 && box.height > 0 && getComputedStyle(element).visibility !== "hidden" && !element.disabled
      && element.getAttribute("aria-disabled") !== "true";
  }

  function all(css) {
    return Array.prototype.filter.call(document.querySelectorAll(css), usable);
  }

  function named() {
    var buttons = all(BUTTONS);
    var found = NAMES[wanted].map(function (pattern) {
      return buttons.filter(function (button) { return pattern.test(nameOf(button)); })[0];
    }).filter(Boolean)[0];
    return found || (wanted === "connect" && buttons.length === 1 ? buttons[0] : null);
  }

  var element = selector && wanted === "connect" ? all(selector)[0]
    : (wanted === "connect" && all(DOCUMENTED)[0]) || named();
  if (!element) { return null; }
  window.pressTarget = element;
  element.scrollIntoView({ block: "center", behavior: "instant" });
  var box = element.getBoundingClientRect();
  return JSON.stringify([box.left + box.width / 2, box.top + box.height / 2, nameOf(element)]);
})({{wanted}}, {{selector}})
