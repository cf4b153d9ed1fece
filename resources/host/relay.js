// Guard and relay, in a world of their own: no script of the page, of a frame or of a popup can see or change them.
//
// The guard decides which messages the page's script gets to see: connect.js checks neither origin nor source, so a
// frame inside the popup, or a provider's window, could forge a "finish". The relay hands the callbacks of our host
// page to the one slot of the bridge.
(function () {
  "use strict";

  var config = {{config}};
  var KNOWN_TYPES = [
    "hapi-connect-open",
    "hapi-connect-finish",
    "hapi-connect-close",
    "hapi-connect-error",
    "hapi-connect-popup-iframe",
    "hapi-close-popup-iframe",
    "hapi-close-popup-mobile",
  ];
  var PROVIDER_FRAME = "hapi-popup-iframe";
  var MAX_LENGTH = 8192;
  var MAX_REPORTS = 5;

  var bridge = null;
  var waiting = [];
  var sent = 0;
  var reports = 0;
  var popup = null;

  // One more than the quota, for the bridge to notice. Counted there too; here it spares the app a hundred thousand.
  function send(text) {
    sent += 1;
    if (sent > config.quota + 1) {
      return;
    }
    if (bridge) {
      bridge.post(text);
    } else {
      waiting.push(text);
    }
  }

  function originOf(address) {
    try {
      return new URL(address, document.baseURI).origin;
    } catch (error) {
      return null;
    }
  }

  // The older client gives its frame no id, so the frame is looked up by the message's source, when it comes.
  function isPopup(source) {
    if (popup && popup.isConnected) {
      return popup.contentWindow === source;
    }
    var frames = document.getElementsByTagName("iframe");
    for (var i = 0; i < frames.length; i += 1) {
      var frame = frames[i];
      if (frame.contentWindow === source && frame.id !== PROVIDER_FRAME && originOf(frame.src) === config.frameOrigin) {
        popup = frame;
        return true;
      }
    }
    return false;
  }

  function parsed(text) {
    try {
      return JSON.parse(text);
    } catch (error) {
      return null;
    }
  }

  function isWebAddress(address) {
    try {
      var url = new URL(address);
      return url.protocol === "https:" || (config.plainHttp && url.protocol === "http:");
    } catch (error) {
      return false;
    }
  }

  // The reason why a message is dropped, or null for an honest one.
  function refusal(event) {
    if (!event.isTrusted) { return "not trusted"; }
    if (event.origin !== config.messageOrigin) { return "origin"; }
    if (!event.source || !isPopup(event.source)) { return "frame"; }
    if (typeof event.data !== "string") { return "no text"; }
    if (event.data.length > MAX_LENGTH) { return "too long"; }
    var message = parsed(event.data);
    if (!message || KNOWN_TYPES.indexOf(message.type) < 0) { return "unknown type"; }
    if ("url" in message && !isWebAddress(message.url)) { return "address"; }
    if (message.type === "hapi-connect-open") { send('{"callback":"opened"}'); }
    return null;
  }

  window.addEventListener("message", function (event) {
    var reason = refusal(event);
    if (reason === null) {
      return;
    }
    event.stopImmediatePropagation();
    reports += 1;
    if (reports <= MAX_REPORTS) {
      send(JSON.stringify({ callback: "dropped", reason: reason }));
    }
  }, true);

  document.addEventListener(config.event, function (event) {
    if (typeof event.detail === "string") {
      send(event.detail);
    }
  });

  // Whom the popup is for. A property of this world's window, as the next one is: the page has another one.
  window.beginLaunch = function (options) {
    document.dispatchEvent(new CustomEvent(config.begin, { detail: JSON.stringify(options) }));
  };

  // What native hosts do when a provider ends at https://close-popup: the login goes, the popup is told (section 3).
  window.closeProvider = function (message) {
    var frame = document.getElementById(PROVIDER_FRAME);
    if (frame) {
      frame.remove();
    }
    if (popup && popup.isConnected && popup.contentWindow) {
      popup.contentWindow.postMessage(message || '{"type":"hapi-external-auth-added"}', config.messageOrigin);
    }
  };

  new QWebChannel(qt.webChannelTransport, function (channel) {
    bridge = channel.objects.bridge;
    bridge.post('{"callback":"ready"}');
    waiting.splice(0).forEach(function (text) { bridge.post(text); });
  });
})();
