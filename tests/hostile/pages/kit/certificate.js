// Tries to fetch from a host with a bad certificate, by every kind of request.
var address = PLACES[document.currentScript.dataset.host] + "/hit";
attack(function () {
  frame(address);
  new Image().src = address;
  document.head.appendChild(Object.assign(document.createElement("script"), { src: address }));
  window.open(address);
  form(address, { method: "post", target: "x" });
  try { new WebSocket(address.replace("https", "wss")); } catch (error) { /* refused at once */ }
  return each([function () { return fetch(address, { mode: "no-cors", method: "post", body: "x" }); }])
    .then(function () { return later(200); });
});
