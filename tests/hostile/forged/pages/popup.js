// The popup of a campaign: it is honest itself, and lets others in: frames, windows, log-ins, each of which forges.
var PLACES = /*PLACES*/;
var given = new URLSearchParams(location.search);
var session = "";

function tell(text) { parent.postMessage(text, "*"); }

function ask(path, body) {
  var request = new XMLHttpRequest();
  request.open("POST", path, false);
  request.send(JSON.stringify(body));
  return request.responseText;
}

function forger(origin, from, count) {
  return origin + "/forge.html?from=" + encodeURIComponent(from) + "&count=" + count + "&bare=" + (PLACES.bare ? 1 : "");
}

function nested(address) {
  var frame = document.createElement("iframe");
  frame.src = address;
  document.body.appendChild(frame);
}

// Lets forgers in everywhere; each sends so many.
function letIn(count) {
  Object.keys(PLACES.origins).forEach(function (from) {
    nested(forger(PLACES.origins[from], from, count));
  });
  nested(PLACES.evil + "/around.html?inner=" + encodeURIComponent(forger(PLACES.connect, "a frame in a frame", count)));
  window.open(forger(PLACES.evil, "a window", count), "one");
  window.open(forger(PLACES.connect, "a window of the popup's origin", count), "two");
}

// The second frame, for a provider's log-in: the one message for it is honest.
function logIn(origin, from, count) {
  tell(JSON.stringify({ type: "hapi-connect-popup-iframe", url: forger(origin, from, count) }));
}

function logOut() { tell(JSON.stringify({ type: "hapi-close-popup-iframe" })); }

// The popup's own place, taken by somebody else for a while: the frame stays the one that is listened to.
function goElsewhere(count) { location.href = forger(PLACES.evil, "the popup's place", count) + "&back=1"; }

// Script instead of an address, in every disguise; how many were sent.
function disguise(count) {
  var schemes = ["javascript:", "JaVaScRiPt:", " javascript:", "\tjavascript:", "\u0000javascript:", "\u0001javascript:", "java\tscript:",
    "java\nscript:", "java\rscript:", "javascript\t:", "javascript&colon;", "javascript%3A", "\u00a0javascript:", "\u2028javascript:",
    "\ufeffjavascript:", "view-source:javascript:", "data:text/html,", "DATA:text/html;base64,", " data:text/html,", "da\nta:text/html,",
    "blob:" + location.origin + "/", "BLOB:null/", "vbscript:", " vbscript:", "filesystem:" + location.origin + "/temporary/",
    "file:///", "about:", "chrome://", "qrc:/", "hcsim://connect.humanapi.co/", "//javascript:", "\\\\javascript:", "http:javascript:",
    "javascript:https://connect.test/", "javascript://connect.test/%0a", "ws://", "mailto:"];
  var script = "top.ran=1;parent.HumanConnect.given.finish(null,{from:'a script',sessionToken:'forged'})//";
  for (var i = 0; i < count; i += 1) {
    tell(JSON.stringify({ type: "hapi-connect-popup-iframe", url: schemes[i % schemes.length] + script + i }));
  }
  return count;
}

function honest() {
  tell('{"type":"hapi-connect-finish","token":' + ask("/popup/finish", { sessionToken: session }) + "}");
}

document.addEventListener("DOMContentLoaded", function () {
  session = JSON.parse(ask("/popup/session", {
    clientUserId: given.get("clientUserId"),
    clientId: given.get("clientId") || "",
    publicToken: given.get("publicToken") || "",
  })).sessionToken;
  tell(JSON.stringify({ type: "hapi-connect-open", token: { sessionToken: session } }));
});
