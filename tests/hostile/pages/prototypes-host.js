// Tries to break host page and relay by replacing what they are made of.
// as: script; ends: finishes; seconds: 0.3
(function () {
  EventTarget.prototype.dispatchEvent = document.dispatchEvent = function () { return true; };
  Object.defineProperty(MessageEvent.prototype, "origin", { get: function () { return "broken"; } });
  Object.defineProperty(MessageEvent.prototype, "source", { get: function () { return window; } });
  window.CustomEvent = window.MessageEvent = function () { throw new TypeError("broken"); };
  Event.prototype.stopImmediatePropagation = function () {};
  Array.prototype.indexOf = Array.prototype.splice = Array.prototype.map = function () { return 0; };
  Promise.prototype.then = function () { return this; };
  Object.assign = function () { return {}; };
  JSON.stringify = function () { return "{}"; };
})();
