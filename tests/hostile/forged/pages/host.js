// In the host page's own world, which is connect.js's: events made up by a script. How many were sent.
(function () {
  /*MESSAGES*/
  var frame = document.querySelector("iframe");
  var texts = forgeries("an event", /*COUNT*/, "/*CLIENT*/", /*BARE*/);
  var hex = function () { return Math.floor(Math.random() * 16).toString(16); };
  texts.forEach(function (text, number) {
    var fields = { data: text, origin: "/*CONNECT*/", source: frame.contentWindow, bubbles: true, detail: text };
    var name = ["message", "callback", "relay", "bridge", "finish", "e" + Array.from({ length: 32 }, hex).join("")][number % 6];
    if (number % 2) {
      (number % 4 === 1 ? window : document).dispatchEvent(new MessageEvent("message", fields));
    } else {
      (number % 4 === 2 ? window : document).dispatchEvent(new CustomEvent(name, fields));
    }
    if (number % 5 === 0) {
      window.dispatchEvent(Object.assign(new Event("message"), { data: text, origin: fields.origin, source: fields.source }));
    }
  });
  forgeries("the host page itself", texts.length, "/*CLIENT*/", /*BARE*/).forEach(function (text) {
    window.postMessage(text, "*");
  });
  if (!document.getElementById("second")) {
    var second = document.createElement("iframe");
    second.id = "second";
    second.src = "/*CONNECT*/" + "/forge.html?from=a%20second%20frame&count=" + texts.length + "&bare=" + (/*BARE*/ ? 1 : "");
    document.body.appendChild(second);
  }
  return 2 * texts.length;
})()
