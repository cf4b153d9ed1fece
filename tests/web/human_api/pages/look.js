// What a page finds in a browser; then it says so, in the order of the alphabet.
function look() {
  var found = [];
  function note(name, there) { if (there) { found.push(name); } }
  note("cookie", document.cookie);
  note("local", localStorage.length);
  note("session", sessionStorage.length);
  return indexedDB.databases()
    .then(function (databases) { note("database", databases.length); return caches.keys(); })
    .then(function (names) { note("cache", names.length); return navigator.serviceWorker.getRegistrations(); })
    .then(function (workers) { note("worker", workers.length); return fetch("/cached"); })
    .then(function () { show("found: " + (found.sort().join(" ") || "nothing")); });
}
