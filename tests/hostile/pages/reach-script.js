// Tries to find the bridge, its channel or the relay's functions in the host page's own world.
// as: script; ends: finishes; seconds: 0.3
(function () {
  var PLACES = /*PLACES*/;
  function look() {
    ["qt", "QWebChannel", "bridge", "closeProvider"].forEach(function (name) {
      if (window[name] || document[name]) { fetch(PLACES.connect + "/found?" + name); }
    });
  }
  look();
  window.addEventListener("load", look);
  setInterval(look, 20);
})();
