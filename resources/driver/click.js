// Whether a mouse press arrives at what was found last in this frame: the argument true begins to watch; answers in JSON.
(function (arm) {
  "use strict";

  if (arm) {
    window.pressArrived = false;
    document.addEventListener("mousedown", function (event) {
      // A page that was laid out anew in between has something else there.
      window.pressArrived = event.composedPath().indexOf(window.pressTarget) >= 0;
    }, { capture: true, once: true });
  }
  return JSON.stringify(window.pressArrived === true);
})({{arm}})
