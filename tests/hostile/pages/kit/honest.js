// The honest popup: it finishes at once, or gives the hostile page its place and waits.
if (PLACES.place === "none") {
  honest();
} else if (PLACES.place === "window") {
  window.open(EVIL + "/page", "login");
} else if (PLACES.place === "frame") {
  window.addEventListener("load", function () {
    frame(EVIL + "/page").setAttribute("style", "position:fixed;inset:0;width:100%;height:100%");
  });
}
