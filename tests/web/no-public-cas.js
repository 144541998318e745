'use strict';
/* For node --require: a system without a list of public CAs, as Windows is one. */
const fs = require('fs');
for (const name of ['lstatSync', 'statSync', 'openSync']) {
  const real = fs[name];
  fs[name] = (file, ...more) => real(/^\/etc\/(ssl|pki)\//.test(file) ? '/nowhere' : file, ...more);
}
