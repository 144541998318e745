'use strict';
/* One run of the program in memory: gets { module, arguments, files, trusted }, answers { code, out, err, files }. The worker ends with the
 * run; before, what it knew of secrets is overwritten: their files, and all of the program's memory. */
/* global loadCertcase */
const here = '/here';

function write(FS, path, bytes) {
  FS.mkdirTree(path.slice(0, path.lastIndexOf('/')));
  FS.writeFile(path, bytes);
}

/* What stands below a folder: paths from it to bytes. */
function read(FS, folder, prefix, found) {
  for (const name of FS.readdir(folder)) {
    if (name === '.' || name === '..')
      continue;
    const path = folder + '/' + name;
    if (FS.isDir(FS.stat(path).mode))
      read(FS, path, prefix + name + '/', found);
    else
      found[prefix + name] = FS.readFile(path);
  }
  return found;
}

onmessage = async ({ data: job }) => {
  let code = 70;
  const program = await loadCertcase({
    thisProgram: 'certcase',
    quit: (status) => {
      code = status;
    },
    preRun: [(module) => Object.assign(module.ENV, { NO_COLOR: '1' })],
    instantiateWasm: (imports, done) => {
      WebAssembly.instantiate(job.module, imports).then(done);
      return {};
    },
  });
  const FS = program.FS;
  for (const file of job.files)
    write(FS, here + '/' + file.path, file.bytes);
  write(FS, '/etc/ssl/certs/ca-certificates.crt', job.trusted);
  FS.mkdirTree(here);
  FS.chdir(here);
  for (const [number, name] of ['/dev/null', '/out', '/err'].entries()) {
    FS.close(FS.streams[number]);
    FS.open(name, number === 0 ? 'r' : 'w');
  }
  try {
    program.callMain(job.arguments);
  } catch (e) {
    if (!e || e.name !== 'ExitStatus')
      throw e;
    code = e.status;
  }
  for (const file of job.files) {
    if (file.secret) {
      FS.lookupPath(here + '/' + file.path).node.contents.fill(0);
      file.bytes.fill(0);
    }
    FS.unlink(here + '/' + file.path);
  }
  if (job.files.some((file) => file.secret))
    program.HEAPU8.fill(0);
  postMessage({ code, out: FS.readFile('/out', { encoding: 'utf8' }), err: FS.readFile('/err', { encoding: 'utf8' }), files: read(FS, here, '', {}) });
  close();
};
