// Tells what the page under test does with Human Connect, with requests and with its callbacks. Runs in the page's own
// world before any script of the page; the page is somebody's honest work, not an attacker.
// What is told goes out as a line of the console behind a mark, for such a line survives a navigation right after it.
(function (mark) {
  "use strict";

  var say = console.debug.bind(console);
  var requests = 0;
  var client;

  function tell(kind, detail) {
    say(mark + JSON.stringify(Object.assign({ kind: kind }, detail)));
  }

  // --- HumanConnect

  function shown(options) {
    var found = {};
    Object.keys(options || {}).forEach(function (name) {
      found[name] = typeof options[name] === "function" ? "function" : options[name];
    });
    return found;
  }

  function watched(name, callback) {
    return function () {
      var values = Array.prototype.slice.call(arguments);
      tell("called", { name: name, values: values });
      if (typeof callback !== "function") { return undefined; }
      try {
        return callback.apply(this, values);
      } catch (error) {
        tell("threw", { name: name, message: String(error) });
        throw error;
      }
    };
  }

  function wrap(given) {
    if (!given || typeof given.open !== "function") { return given; }
    var open = given.open;
    given.open = function (options) {
      var passed = Object.assign({}, options);
      tell("opened", { options: shown(options), activated: navigator.userActivation.isActive });
      ["finish", "close", "error"].forEach(function (name) { passed[name] = watched(name, passed[name]); });
      return open.call(given, passed);
    };
    return given;
  }

  Object.defineProperty(window, "HumanConnect", {
    configurable: true,
    enumerable: true,
    get: function () { return client; },
    set: function (given) { client = wrap(given); },
  });

  // --- requests

  function plain(body) {
    if (body === undefined || body === null) { return ""; }
    if (body instanceof FormData) { return new URLSearchParams(body).toString(); }
    return typeof body === "string" || body instanceof URLSearchParams ? String(body) : "";
  }

  function kindOf(body) {
    if (typeof body === "string") { return "text/plain;charset=UTF-8"; }
    if (body instanceof URLSearchParams) { return "application/x-www-form-urlencoded;charset=UTF-8"; }
    return body instanceof Blob ? body.type : "";
  }

  function sent(how, method, address, headers, body) {
    var number = ++requests;
    var named = {};
    new Headers(headers || {}).forEach(function (value, name) { named[name.toLowerCase()] = value; });
    if (!named["content-type"] && kindOf(body)) { named["content-type"] = kindOf(body); }
    var told = {
      number: number, how: how, method: method.toUpperCase(), url: new URL(address, document.baseURI).href, headers: named,
    };
    if (body instanceof Blob) {
      body.text().then(function (text) { tell("sent", Object.assign(told, { body: text })); });
    } else {
      tell("sent", Object.assign(told, { body: plain(body) }));
    }
    return number;
  }

  var realFetch = window.fetch;
  window.fetch = function (input, init) {
    var own = init || {};
    var asked = input instanceof Request ? input : null;
    var method = own.method || (asked ? asked.method : "GET");
    var headers = own.headers || (asked ? asked.headers : {});
    var number = sent("fetch", method, asked ? asked.url : String(input), headers, own.body);
    return realFetch.apply(window, arguments).then(function (answer) {
      tell("answered", { number: number, status: answer.status });
      return answer;
    }, function (error) {
      tell("answered", { number: number, status: 0 });
      throw error;
    });
  };

  var asks = XMLHttpRequest.prototype;
  var realOpen = asks.open, realHeader = asks.setRequestHeader, realSend = asks.send;
  asks.open = function (method, address) {
    this.labRequest = { method: method, url: address, headers: {} };
    return realOpen.apply(this, arguments);
  };
  asks.setRequestHeader = function (name, value) {
    this.labRequest.headers[name] = value;
    return realHeader.apply(this, arguments);
  };
  asks.send = function (body) {
    var request = this.labRequest;
    var number = sent("xhr", request.method, request.url, request.headers, body);
    this.addEventListener("loadend", function (event) {
      tell("answered", { number: number, status: event.target.status });
    });
    return realSend.apply(this, arguments);
  };

  var realBeacon = navigator.sendBeacon.bind(navigator);
  navigator.sendBeacon = function (address, body) {
    sent("beacon", "POST", address, {}, body);
    return realBeacon(address, body);
  };

  function submitted(form) {
    var type = form.enctype === "multipart/form-data" ? form.enctype : "application/x-www-form-urlencoded";
    sent("form", form.method || "GET", form.action, { "content-type": type }, new FormData(form));
  }

  var realSubmit = HTMLFormElement.prototype.submit;
  HTMLFormElement.prototype.submit = function () {
    submitted(this);
    return realSubmit.call(this);
  };
  window.addEventListener("submit", function (event) {
    if (!event.defaultPrevented) { submitted(event.target); }
  });

  // --- mistakes of the page's own

  window.addEventListener("error", function (event) {
    if (event.message) { tell("failed", { message: String(event.message) }); }
  });
  window.addEventListener("unhandledrejection", function (event) {
    tell("failed", { message: String(event.reason) });
  });
  document.addEventListener("DOMContentLoaded", function () { tell("ready", { url: location.href }); });
  tell("document", { url: location.href });
}({{mark}}));
