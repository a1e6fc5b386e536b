#!/usr/bin/env node

require("../dist/command-line.js").main(process.argv);
