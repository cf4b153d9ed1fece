// A service worker that does nothing but being there.
self.addEventListener("fetch", function () {});
