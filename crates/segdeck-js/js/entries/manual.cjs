"use strict";
const { NAMES, init } = require("./core.cjs");

module.exports = { NAMES, init };
