// The Web Guide's own way: a minimal Express server, whose page opens the popup and whose back end finalizes and stores.
"use strict";

const fs = require("fs");
const path = require("path");
const readline = require("readline");
const express = require("express");

const [page, api, store] = process.argv.slice(2);
const users = {};
const app = express();
let goOn = null;

function tell(step, values) {
  console.log(JSON.stringify({ step, at: Date.now() / 1000, ...values }));
}

app.use(express.json());
app.get("/", (_request, response) => response.sendFile(path.resolve(page)));
app.post("/opened", (_request, response) => {
  tell("opened");
  response.json({});
});
app.post("/go", (_request, response) => {
  goOn = () => response.json({});
});
app.post("/finish", async (request, response) => {
  const { session, at } = request.body;
  const answer = await fetch(`${api}/v1/connect/tokens`, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ ...session, clientSecret: "secret" }),
  });
  users[session.humanId] = await answer.json();
  fs.writeFileSync(store, JSON.stringify(users));
  tell("stored", { seconds: (performance.timeOrigin + performance.now()) / 1000 - at });
  response.json({});
});

const server = app.listen(0, "127.0.0.1", () => tell("serving", { port: server.address().port }));
readline.createInterface({ input: process.stdin }).on("close", () => process.exit()).on("line", () => {
  if (goOn) {
    goOn();
    goOn = null;
  } else {
    process.exit();
  }
});
