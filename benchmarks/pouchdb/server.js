// A server that PouchDB replicates with: node server.js FOLDER
const express = require("express");
const PouchDB = require("pouchdb").defaults({ prefix: process.argv[2] + "/" });
const server = express()
  .use("/", require("express-pouchdb")(PouchDB, { inMemoryConfig: true, logPath: process.argv[2] + "/log.txt" }))
  .listen(0, "127.0.0.1", () => console.log(`http://127.0.0.1:${server.address().port}`));
