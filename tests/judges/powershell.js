// Prints every place where a script is not PowerShell; exit code 1 when there is one.
const fs = require('fs');
const { Parser, Language } = require('web-tree-sitter');

function walk(file, node, report) {
  if (node.type === 'ERROR' || node.isMissing) {
    report(`FAIL ${file}:${node.startPosition.row + 1}:${node.startPosition.column + 1}: ${node.text.slice(0, 80)}`);
    return;
  }
  for (const child of node.children) walk(file, child, report);
}

(async () => {
  let failed = 0;
  await Parser.init();
  const parser = new Parser();
  parser.setLanguage(await Language.load('node_modules/tree-sitter-powershell/tree-sitter-powershell.wasm'));
  for (const file of process.argv.slice(2)) {
    const before = failed;
    walk(file, parser.parse(fs.readFileSync(file, 'utf8')).rootNode, (line) => { failed++; console.log(line); });
    if (failed === before) console.log(`ok   ${file}`);
  }
  process.exit(failed ? 1 : 0);
})();
