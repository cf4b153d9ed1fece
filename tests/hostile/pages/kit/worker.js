// A worker of any kind that tries to reach this computer.
var PLACES = /*PLACES*/;
var kind = self.constructor.name;
function redirected(name) { return "/redirect?to=" + encodeURIComponent(PLACES.plain + "/hit?redirected-" + name + kind); }

fetch(PLACES.plain + "/hit?fetch-" + kind, { mode: "no-cors" }).catch(function () {});
fetch(redirected("fetch-"), { mode: "no-cors" }).catch(function () {});
try { new WebSocket(PLACES.plain.replace("http", "ws") + "/hit?socket-" + kind); } catch (error) { /* refused at once */ }
try { new EventSource(PLACES.plain + "/hit?events-" + kind); } catch (error) { /* not here */ }
try { new EventSource(redirected("events-")); } catch (error) { /* not here */ }
try { importScripts(PLACES.plain + "/hit?import-" + kind); } catch (error) { /* blocked */ }
try { importScripts(redirected("import-")); } catch (error) { /* blocked */ }
