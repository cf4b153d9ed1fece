// What a person can read on the page now, and what the page keeps: as JSON.
(function () {
  "use strict";

  function kept(name) {
    try {
      return Object.assign({}, window[name]);
    } catch (error) {
      return {};
    }
  }

  function seen(element) {
    return element.getClientRects().length > 0 && getComputedStyle(element).visibility !== "hidden";
  }

  var alarms = Array.prototype.filter.call(document.querySelectorAll("[role=alert]"), seen);
  var frame = document.getElementById("human-connect");
  return JSON.stringify({
    url: location.href,
    title: document.title,
    text: document.body ? document.body.innerText : "",
    alarms: alarms.map(function (element) { return element.innerText.trim(); }).filter(Boolean),
    local: kept("localStorage"),
    session: kept("sessionStorage"),
    html: document.documentElement.outerHTML,
    cookies: document.cookie,
    clients: document.querySelectorAll("script[src*='/connect.js']").length,
    popup: Boolean(frame && seen(frame)),
  });
})()
