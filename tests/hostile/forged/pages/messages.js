// What a forger says: every kind of message, in every form that connect.js would believe.
function forgeries(from, count, clientId, bare) {
  // Without a session token it is no finish, only a call: for the trial without the guard, which goes on after it.
  var token = bare ? { from: from } : { from: from, humanId: "forged", clientId: clientId, sessionToken: "forged" };
  var forms = [
    { type: "hapi-connect-finish", token: token },
    { type: "hapi-connect-finish", token: token, error: null },
    { type: "hapi-connect-close", token: token },
    { type: "hapi-connect-error", error: { code: from, message: "forged" } },
    { type: "hapi-connect-open", token: token },
    { type: "hapi-connect-popup-iframe", url: location.origin + "/around.html?inner=about:blank" },
    { type: "hapi-connect-finish", token: token, origin: "forged", source: "forged", isTrusted: true },
  ];
  var texts = [];
  for (var i = 0; i < count; i += 1) {
    var text = JSON.stringify(forms[bare ? 0 : i % forms.length]);
    texts.push(i % 3 === 1 ? " \n" + text + "\t" : i % 3 === 2 ? text.replace("hapi", "\\u0068api") : text);
  }
  return texts;
}
