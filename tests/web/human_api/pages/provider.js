// A provider's log-in page, in a window or in a frame.
function show(text) {
  var line = document.createElement("p");
  line.textContent = text;
  document.getElementById("texts").appendChild(line);
}

function addButton(name, action) {
  var button = document.createElement("button");
  button.textContent = name;
  button.addEventListener("click", action);
  document.getElementById("buttons").appendChild(button);
}

addButton("Allow", function () { location.href = "https://close-popup"; });
addButton("Shut", function () { window.close(); });
/*DOES*/
