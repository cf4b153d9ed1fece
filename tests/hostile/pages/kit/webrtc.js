// Has WebRTC look for ways to this computer.
attack(function () {
  var Peer = window.RTCPeerConnection || window.webkitRTCPeerConnection;
  if (!Peer) { return null; }
  var turn = { username: "a", credential: "b" };
  var peer = new Peer({ iceServers: [
    { urls: "stun:127.0.0.1:" + PLACES.udpPort },
    Object.assign({ urls: "turn:127.0.0.1:" + PLACES.udpPort }, turn),
    Object.assign({ urls: "turn:127.0.0.1:" + PLACES.plainPort + "?transport=tcp" }, turn),
    Object.assign({ urls: "turns:127.0.0.1:" + PLACES.plainPort + "?transport=tcp" }, turn),
  ] });
  peer.onicecandidate = function (event) {
    if (event.candidate && event.candidate.candidate) { found("a candidate: " + event.candidate.candidate); }
  };
  peer.createDataChannel("x");
  return peer.createOffer({ offerToReceiveAudio: true }).then(function (offer) {
    return peer.setLocalDescription(offer);
  }).then(function () {
    return peer.addIceCandidate({ candidate: "candidate:1 1 udp 1 127.0.0.1 " + PLACES.udpPort + " typ host", sdpMid: "0" });
  }).then(function () { return later(400); }, function () { return later(400); });
});
