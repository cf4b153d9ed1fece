// The host page's own script (main world): loads connect.js, opens the popup and hands every callback to the relay.
// Whom it is for it is told by the relay, when somebody comes: it may have been loaded a while before.
//
// A callback leaves as a *synchronous* CustomEvent with JSON text: it has arrived when dispatchEvent returns, even if
// the page is closed, left or wiped in the next statement. The events' names are drawn anew for every launch and are
// gone from the document before the third party's script runs.
(function () {
  "use strict";

  var element = document.getElementById("launch");
  var launch = JSON.parse(element.textContent);
  element.remove();

  // Taken before the third party's script can replace them.
  var dispatch = document.dispatchEvent.bind(document);
  var Callback = window.CustomEvent;
  var Failure = window.Error;
  var stringify = JSON.stringify;

  function plain(value) {
    return value instanceof Failure ? { message: value.message } : value;
  }

  // Objects are written out whole: a value that is set afterwards can be swallowed by a setter that all objects inherit.
  function tell(message) {
    var text;
    try {
      text = stringify(message);
    } catch (error) {
      text = stringify({ callback: message.callback, session: {}, error: null });
    }
    dispatch(new Callback(launch.event, { detail: text }));
  }

  function open(options) {
    var client = window.HumanConnect;
    if (!client || typeof client.open !== "function") {
      tell({ callback: "script-failed", detail: "HumanConnect.open is not defined" });
      return;
    }
    client.open({
      clientUserId: options.clientUserId,
      clientId: options.clientId,
      publicToken: options.publicToken,
      language: options.language,
      finish: function (error, session) {
        tell({
          callback: "finish",
          error: error ? plain(error) : null,
          session: session === undefined ? null : session,
        });
      },
      close: function () {
        tell({ callback: "close" });
      },
      error: function (error) {
        tell({ callback: "error", error: plain(error) });
      },
    });
  }

  function begin(event) {
    var options = JSON.parse(event.detail);
    var script = document.createElement("script");
    script.src = launch.script;
    script.onload = function () {
      open(options);
    };
    script.onerror = function () {
      tell({ callback: "script-failed", detail: "not loaded" });
    };
    document.head.appendChild(script);
  }

  document.addEventListener(launch.begin, begin, { once: true });
})();
