"use strict";
// For Node.js: ready when it is required. The ES module entry uses this one, so that both share
// one instance.
const { readFileSync } = require("node:fs");
const { join } = require("node:path");
const { NAMES, isStarted, start } = require("./core.cjs");

if (!isStarted()) start(new WebAssembly.Module(readFileSync(join(__dirname, "segdeck.wasm"))));

module.exports = { NAMES };
