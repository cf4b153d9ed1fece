// Asks for every permission that a page can ask for; what is granted is told.
attack(function () {
  function got(name) { return function () { found(name); }; }
  function refused() {}
  var tries = [
    function () { return new Promise(function (go) { navigator.geolocation.getCurrentPosition(function () { found("the place"); go(); }, go, { timeout: 500 }); }); },
    function () { return Notification.requestPermission().then(function (answer) { if (answer === "granted") { found("notifications"); } }); },
    function () { return navigator.mediaDevices.getUserMedia({ video: true }).then(got("the camera")); },
    function () { return navigator.mediaDevices.getUserMedia({ audio: true }).then(got("the microphone")); },
    function () { return navigator.clipboard.readText().then(got("the clipboard")); },
    function () { return navigator.requestMIDIAccess({ sysex: true }).then(got("MIDI")); },
    function () { return IdleDetector.requestPermission().then(function (answer) { if (answer === "granted") { found("idle times"); } }); },
    function () { return document.requestStorageAccess(); },
    function () { return window.queryLocalFonts().then(function (fonts) { if (fonts.length) { found("fonts"); } }); },
    function () { return navigator.mediaDevices.selectAudioOutput().then(got("loudspeakers")); },
    function () { return DeviceMotionEvent.requestPermission().then(function (answer) { if (answer === "granted") { found("movement"); } }); },
    function () { return navigator.requestMediaKeySystemAccess("com.widevine.alpha", [{}]).then(refused); },
    function () { return window.getScreenDetails().then(got("the screens")); },
    function () { return navigator.storage.persist().then(function (answer) { if (answer) { found("lasting storage"); } }); },
  ];
  var names = ["geolocation", "notifications", "camera", "microphone", "clipboard-read", "midi", "idle-detection", "local-fonts",
    "persistent-storage", "push", "window-management", "display-capture", "keyboard-lock", "pointer-lock", "nfc"];
  return Promise.race([later(1500), each(tries.map(function (attempt) {
    return function () { return Promise.race([attempt(), later(700)]); };
  }))]).then(function () {
    return each(names.map(function (name) {
      return function () {
        return navigator.permissions.query({ name: name }).then(function (status) {
          if (status.state === "granted") { found("permission for " + name); }
        });
      };
    }));
  });
});
