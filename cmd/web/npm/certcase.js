#!/usr/bin/env node
'use strict';
/* The program under Node.js, with the real files. What it asks of the system beyond files is answered here. */
const fs = require('fs');
const path = require('path');
const tty = require('tty');
const load = require('./program.js');

const beside = (name) => path.join(__dirname, name);

/* The C library's own guesses (HOME, LANG) stay out. */
function setEnvironment(module) {
  for (const name of ['USER', 'LOGNAME', 'PATH', 'PWD', 'HOME', 'LANG', '_'])
    module.ENV[name] = undefined;
  Object.assign(module.ENV, process.env);
}

load({
  wasmBinary: fs.readFileSync(beside('program.wasm')),
  thisProgram: 'certcase',
  trusted: beside('public-cas.pem'),
  preRun: [setEnvironment],
  ids: [process.geteuid ? process.geteuid() : 0, process.getegid ? process.getegid() : 0],
  linkFile(from, to) {
    fs.linkSync(from, to);
    fs.unlinkSync(from);
  },
}).then((module) => {
  for (const fd of [0, 1, 2])
    module.FS.streams[fd].tty = tty.isatty(fd);
  module.callMain(process.argv.slice(2));
});
