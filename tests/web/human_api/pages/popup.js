// The popup: plain buttons, and lines of text that say what it knows.
var PROVIDER = "/*PROVIDER*/";
var given = new URLSearchParams(location.search);
var session = {};
var heard = [];

function show(text) {
  var line = document.createElement("p");
  line.textContent = text;
  document.getElementById("texts").appendChild(line);
}

function addButton(name, action) {
  var button = document.createElement("button");
  button.textContent = name;
  button.addEventListener("click", action);
  document.getElementById("buttons").appendChild(button);
}

function tell(message) {
  parent.postMessage(JSON.stringify(message), "*");
}

function ask(path, body, done) {
  fetch(path, { method: "POST", body: JSON.stringify(body) }).then(function (response) {
    return response.json().then(function (answer) { done(answer, response.ok); });
  });
}

function change(source) {
  ask("/popup/sources", { sessionToken: session.sessionToken, add: source }, function (sources) {
    show("Sources: " + sources.join(", "));
  });
}

function finish(done) {
  ask("/popup/finish", { sessionToken: session.sessionToken }, function (token) {
    done({ type: "hapi-connect-finish", token: token });
  });
}

addButton("Connect clinic", function () { change("Clinic"); });
addButton("Add source", function () { change("Pharmacy"); });
addButton("Remove source", function () { change(""); });
addButton("Finish", function () { finish(tell); });
addButton("Finish twice", function () { finish(function (message) { tell(message); tell(message); }); });
addButton("Finish and close", function () {
  finish(function (message) { tell(message); tell({ type: "hapi-connect-close" }); });
});
addButton("Finish with error", function () {
  finish(function (message) {
    message.error = { code: "E2", message: "Not finished", detailedMessage: "The portal hung up" };
    tell(message);
  });
});
addButton("Close", function () { tell({ type: "hapi-connect-close" }); });
addButton("Fail", function () {
  tell({ type: "hapi-connect-error", error: { code: "E1", message: "Broken", detailedMessage: "Out of order" } });
});
addButton("Provider window", function () { window.open(PROVIDER + "/login?popup=1", "login"); });
addButton("Provider frame", function () {
  tell({ type: "hapi-connect-popup-iframe", url: PROVIDER + "/login" });
});
addButton("Open outside", function () { window.open(PROVIDER + "/help?a=1&hapi_external=1&b=%C3%BC#part"); });
addButton("Try", function () {
/*TRIES*/
});

window.addEventListener("message", function (event) {
  heard.push(event.data);
  show("Heard from " + event.origin + ": " + event.data);
});

ask("/popup/session", {
  clientUserId: given.get("clientUserId") || "",
  clientId: given.get("clientId") || "",
  publicToken: given.get("publicToken") || "",
}, function (answer, ok) {
  if (!ok) {
    tell({ type: "hapi-connect-error", error: answer.error });
    return;
  }
  session = answer;
  document.getElementById("buttons").hidden = false;  // not before: "Finish" would finish nobody's session
  tell({ type: "hapi-connect-open", token: { sessionToken: session.sessionToken } });
  show("Mode: " + session.mode);
  show("Sources: " + session.sources.join(", "));
  setInterval(function () { fetch("/popup/status?sessionToken=" + session.sessionToken); }, 100);
});
