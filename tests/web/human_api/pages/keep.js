// What a page can leave behind in a browser, all of it; then it says what it has kept.
function database() {
  return new Promise(function (resolve, reject) {
    var opening = indexedDB.open("kept", 1);
    opening.onupgradeneeded = function () { opening.result.createObjectStore("things"); };
    opening.onerror = function () { reject(opening.error); };
    opening.onsuccess = function () {
      var writing = opening.result.transaction("things", "readwrite");
      writing.objectStore("things").put("here", "kept");
      writing.oncomplete = resolve;
    };
  });
}
fetch("/cookie?set=portal")
  .then(function () {
    localStorage.setItem("kept", "here");
    sessionStorage.setItem("kept", "here");
    return database();
  })
  .then(function () { return caches.open("kept"); })
  .then(function (cache) { return cache.put("/kept", new Response("here")); })
  .then(function () { return navigator.serviceWorker.register("/worker.js").catch(function () {}); })
  .then(function () { return fetch("/cached"); })
  .then(function () { return fetch("/cached"); })
  .then(look, function (error) { show("found: not " + error); });
