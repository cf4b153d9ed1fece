// For every page of the arena: where things are, how it tells that it has begun and tried all, and what an honest popup
// does. Taken before the page's own script can replace anything.
var PLACES = /*PLACES*/;
var CONNECT = PLACES.connect;
var EVIL = PLACES.evil;
var PLAIN = PLACES.plain;

(function () {
  "use strict";

  var beacon = navigator.sendBeacon.bind(navigator);
  var Request = window.XMLHttpRequest;
  var open = Request.prototype.open;
  var send = Request.prototype.send;
  var text = Object.getOwnPropertyDescriptor(Request.prototype, "responseText").get;
  var encode = window.encodeURIComponent;
  var given = new URLSearchParams(location.search);
  var host = window.parent;
  var post = host.postMessage.bind(host);
  var isPopup = location.origin === CONNECT && given.has("clientUserId");
  var session = "";

  function ask(path, body) {
    var request = new Request();
    open.call(request, "POST", path, false);
    send.call(request, body);
    return text.call(request);
  }

  // What a page has got hold of and should not have.
  window.found = function (what) { beacon("/found?" + encode(what)); };

  window.done = function () { beacon("/done"); };

  // Runs this at the first press, for much is allowed only then; a promise is waited for.
  window.attack = function (run) {
    var begun = false;
    window.addEventListener("mousedown", function () {
      if (begun) { return; }
      begun = true;
      beacon("/begun");
      setTimeout(function () {
        try {
          Promise.resolve(run()).then(window.done, window.done);
        } catch (error) {
          window.done();
        }
      }, 0);
    }, true);
  };

  window.later = function (milliseconds) {
    return new Promise(function (go) { setTimeout(go, milliseconds); });
  };

  // Each of these, whatever becomes of the others.
  window.each = function (tries) {
    return Promise.allSettled(tries.map(function (attempt) {
      return new Promise(function (go) { go(attempt()); });
    }));
  };

  window.link = function (address, more) {
    var element = Object.assign(document.createElement("a"), { href: address, textContent: "x" }, more || {});
    document.body.appendChild(element).click();
  };

  window.form = function (address, more) {
    var element = Object.assign(document.createElement("form"), { action: address }, more || {});
    document.body.appendChild(element).submit();
  };

  window.frame = function (address) {
    var element = document.createElement("iframe");
    element.src = address;
    return document.body.appendChild(element);
  };

  window.forged = function (fields) {
    return JSON.stringify(Object.assign({
      type: "hapi-connect-finish",
      token: { humanId: "forged", clientId: PLACES.clientId, sessionToken: "forged" },
    }, fields));
  };

  if (!isPopup) { return; }

  // The popup's own part: its session, and the one honest finish.
  window.tell = function (message) { post(JSON.stringify(message), "*"); };

  var answer = JSON.parse(ask("/popup/session", JSON.stringify({
    clientUserId: given.get("clientUserId") || "",
    clientId: given.get("clientId") || "",
    publicToken: given.get("publicToken") || "",
  })));
  session = answer.sessionToken;
  window.tell({ type: "hapi-connect-open", token: { sessionToken: session } });

  window.honest = function () {
    var token = ask("/popup/finish", '{"sessionToken":"' + session + '"}');
    post('{"type":"hapi-connect-finish","token":' + token + "}", "*");
    return token;
  };
})();
