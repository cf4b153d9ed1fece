// connect.js in the manner of the two historical clients (human-connect.md, section 3), with their habits: any message
// is believed, any address is opened, the listener stays, what a callback throws is swallowed.
/*BEFORE*/
(function () {
  var older = /*OLDER*/;
  var base = document.currentScript.src.replace(/\/connect\.js.*$/, "");
  var REMEMBERED = "humanapiSessionToken";
  var token = "";
  var options = {};
  var frame = null;
  var spinner = null;

  function drop(element) {
    if (element && element.parentNode) { element.parentNode.removeChild(element); }
  }

  function cover(src, id) {
    var element = document.createElement("iframe");
    if (id) { element.id = id; }
    element.setAttribute("style", "position:fixed;top:0;left:0;width:100%;height:100%;border:0;background:#fff");
    element.src = src;
    document.body.appendChild(element);
    return element;
  }

  function address() {
    var publicToken = options.publicToken || token;
    var parts = ["clientUserId=" + options.clientUserId];
    if (!older || !publicToken) { parts.push("clientId=" + options.clientId); }
    if (!older || publicToken) { parts.push("publicToken=" + publicToken); }
    if (window.store && store.get(REMEMBERED)) { parts.push("sessionToken= " + store.get(REMEMBERED)); }
    parts.push("lang=" + (options.language || "en"));
    ["finishUrl", "closeUrl", "mode", "addedSource", "sourceId", "test"].forEach(function (name) {
      if (options[name]) { parts.push(name + "=" + options[name]); }
    });
    return base + "?" + parts.join("&");
  }

  function added() {
    frame.contentWindow.postMessage(JSON.stringify({ type: "hapi-external-auth-added" }), "*");
  }

  function call(name, first, second) {
    if (options[name]) { options[name](first, second); }
  }

  function receive(message) {
    switch (message.type) {
      case "hapi-connect-open":
        drop(spinner);
        if (window.store && message.token) { store.set(REMEMBERED, message.token.sessionToken); }
        break;
      case "hapi-connect-finish":
        frame.style.display = "none";
        call("finish", message.error || null, message.token);
        break;
      case "hapi-connect-close":
        drop(frame);
        call("close");
        break;
      case "hapi-connect-error":
        drop(spinner);
        call("error", message.error);
        break;
      case "hapi-connect-popup-iframe":
        cover(message.url, "hapi-popup-iframe");
        break;
      case "hapi-close-popup-iframe":
        drop(document.getElementById("hapi-popup-iframe"));
        added();
        break;
      case "hapi-close-popup-mobile":
        added();
        break;
    }
  }

  window.addEventListener("message", function (event) {
    try {
      receive(JSON.parse(event.data));
    } catch (error) { /* as they do */ }
  });

  window.HumanConnect = {
    setPublicToken: function (value) { token = value; },
    open: function (given) {
      options = window.HumanConnect.given = given;
      base = options._baseURL || base;
      spinner = document.createElement("img");
      spinner.src = base + "/spinner.gif";
      document.body.appendChild(spinner);
      var script = document.createElement("script");
      script.src = base + "/store.min.js";
      script.onload = script.onerror = function () {
        frame = cover(address(), older ? "" : "human-connect");
      };
      document.body.appendChild(script);
    },
  };
})();
