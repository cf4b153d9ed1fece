// A forger somewhere it should not be: says it all to the host page, and tells its own host how much that was.
(function () {
  var given = new URLSearchParams(location.search);
  var host = (window.opener || window).top;
  var texts = forgeries(given.get("from"), Number(given.get("count")), "/*CLIENT*/", Boolean(given.get("bare")));
  texts.forEach(function (text, number) {
    host.postMessage(text, number % 2 ? "*" : "https://hcdesktop.invalid");
  });
  navigator.sendBeacon("/tried?from=" + encodeURIComponent(given.get("from")) + "&count=" + texts.length);
  if (given.get("back")) { setTimeout(function () { history.back(); }, 50); }
})();
