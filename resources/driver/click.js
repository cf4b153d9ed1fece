// Whether a mouse press arrives in this frame: the argument true begins to watch; answers in JSON.
(function (arm) {
  "use strict";

  if (arm) {
    window.pressArrived = false;
    document.addEventListener("mousedown", function () { window.pressArrived = true; }, { capture: true, once: true });
  }
  return JSON.stringify(window.pressArrived === true);
})({{arm}})
