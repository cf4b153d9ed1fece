// Tries to swallow what the host page hands over, by setters and getters that every object inherits.
// as: script; ends: finishes; seconds: 0.3
["callback", "session", "error", "detail", "finish", "close"].forEach(function (name) {
  Object.defineProperty(Object.prototype, name, {
    configurable: true,
    get: function () { return undefined; },
    set: function () {},
  });
});
