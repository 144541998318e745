// Prints every place where a script is not PowerShell, or breaks a rule of PSScriptAnalyzer that the grammar shows; exit code 1 when there
// is one. After "--breaks NAME FILE" the file must break that rule (or "grammar").
const fs = require('fs');
const { Parser, Language } = require('web-tree-sitter');

// Approved verbs, as far as these scripts need them: the rest would be said to be unknown, not wrong.
const VERBS = 'Add Assert Clear Close Connect Copy Enable Exit Export Get Grant Import Install Invoke Open Protect Test Undo'.split(' ');
const ALIASES = '% ? ac cat cd cp copy curl del diff dir echo epal fl foreach ft gc gci gi gm group iex ihy ii irm iwr kill ls measure mi mv ' +
  'move ni ps pwd rd ren ri rm rmdir sajb sal select set sl sleep sort spps start sv tee type where wget write';
const CHANGING = /^(New|Set|Remove|Start|Stop|Restart|Reset|Update)-/;

const name = (node) => (node.children.find((child) => child.type === 'function_name') || { text: '' }).text;
const command = (node) => (node.childForFieldName('command_name') || { text: '' }).text;
const times = (text, variable) => text.toLowerCase().split(variable.toLowerCase()).slice(1).filter((rest) => !/^\w/.test(rest)).length;
const around = (node) => (!node.parent || node.type === 'function_statement' || node.type === 'script_block_expression' ? node : around(node.parent));
const is = (type, wrong) => (node) => node.type === type && wrong(node);

const RULES = {
  'grammar': (node) => node.type === 'ERROR' || node.isMissing,
  'PSUseApprovedVerbs': is('function_statement', (node) => !VERBS.includes(name(node).split('-')[0])),
  'PSUseSingularNouns': is('function_statement', (node) => /[^s]s$/.test(name(node)) && !/(ess|us)$/.test(name(node))),
  'PSUseShouldProcessForStateChangingFunctions': is('function_statement', (node) => CHANGING.test(name(node))),
  'PSAvoidUsingCmdletAliases': is('command', (node) => ALIASES.split(' ').includes(command(node).toLowerCase())),
  'PSAvoidUsingWriteHost': is('command', (node) => command(node).toLowerCase() === 'write-host'),
  'PSAvoidUsingInvokeExpression': is('command', (node) => command(node).toLowerCase() === 'invoke-expression'),
  'PSAvoidUsingConvertToSecureStringWithPlainText': is('command', (node) => /^convertto-securestring/i.test(node.text) && /-AsPlainText/i.test(node.text)),
  'PSAvoidUsingEmptyCatchBlock': is('catch_clause', (node) => /\{\s*\}$/.test(node.text)),
  'PSAvoidUsingPlainTextForPassword': is('script_parameter', (node) => /password/i.test(node.text) && !/\[(securestring|pscredential)\]/i.test(node.text)),
  'PSAvoidDefaultValueSwitchParameter': is('script_parameter', (node) => /\[switch\]\s*\$\w+\s*=/i.test(node.text)),
  'PSReviewUnusedParameter': is('script_parameter', (node) => {
    const [variable] = node.text.match(/\$\w+/) || [''];
    return variable && times(around(node).text.replace(/@(?=\w)/g, '$'), variable) < 2;
  }),
  'PSUseDeclaredVarsMoreThanAssignments': is('program', (node) =>
    [...node.text.matchAll(/^\s*(\$\w+) = /gm)].some(([, variable]) => !/Preference$/.test(variable) && times(node.text.replace(/@(?=\w)/g, '$'), variable) < 2)),
  'PSAvoidGlobalVars': is('variable', (node) => /^\$global:/i.test(node.text)),
  'PSPossibleIncorrectComparisonWithNull': is('program', (node) => /-(eq|ne) \$null\b/i.test(node.text)),
  'PSAvoidSemicolonsAsLineTerminators': is('program', (node) => /;[ \t]*$/m.test(node.text)),
  'PSUseBOMForUnicodeEncodedFile': is('program', (node) => /[^\x00-\x7f]/.test(node.text)),
  'PSAvoidTrailingWhitespace': is('program', (node) => /[ \t]+$/m.test(node.text)),
  'PSAvoidShouldContinueWithoutForce': is('program', (node) => /ShouldContinue\(/.test(node.text) && !/\[switch\]\$Force/.test(node.text)),
};

// What changes a server, a file or a store; Invoke-Command because it runs install.ps1 elsewhere.
const ACTS = /^((Add|Set)-Content|Out-File|(New|Remove|Copy|Move|Rename|Set|Clear)-(Item|ItemProperty|WebBinding)|(Im|Ex)port-(Pfx)?Certificate|(Set|Start|Stop|Restart)-Service|Set-Acl|icacls\.exe|certutil\.exe|Start-Transcript|Invoke-Command)$/i;
const METHODS = /^(Open\('ReadWrite'\)|AddSslCertificate\(|RemoveSslCertificate\()/i;
// Yes to this means yes to the change; what stands in brackets behind "-and" only narrows it.
const plain = (text) => text.replace(/ -and \((?:[^()]|\([^()]*\))*\)/g, '');
const asks = (text) => /(?<!-not )\$PSCmdlet\.ShouldProcess\(|-not \$WhatIfPreference\b/.test(plain(text)) && !/ -or /.test(plain(text));
const inside = (inner, outer) => inner.startIndex >= outer.startIndex && inner.endIndex <= outer.endIndex;

// An earlier statement of the same block that ends it unless it may be done.
function returns(statement, before) {
  const [, condition] = statement.text.match(/^if \((.*)\) \{\s*return\s*\}$/s) || [];
  if (!condition) return false;
  const [, chosen] = condition.match(/^(\$\w+)\.Count -eq 0$/) || [];
  return /^(-not \$PSCmdlet\.ShouldProcess\([^]*\)|\$WhatIfPreference)$/.test(condition) ||
    (chosen && before.some((one) => one.text.startsWith(`${chosen} = `) && asks(one.text)));
}

// Whether a node is only reached when ShouldProcess said yes, or without -WhatIf: by its place, or by every place that calls its function.
function guarded(node, program, seen = []) {
  for (let child = node, parent = node.parent; parent; child = parent, parent = parent.parent) {
    const body = ['if_statement', 'elseif_clause', 'foreach_statement'].includes(parent.type) && child.type === 'statement_block';
    if (body && asks(parent.children.find((one) => one.type === 'pipeline').text)) return true;
    if (parent.type === 'logical_expression' && parent.children[0].id !== child.id && asks(parent.children[0].text)) return true;
    const before = parent.type === 'statement_list' ? parent.namedChildren.filter((one) => one.endIndex <= node.startIndex) : [];
    if (before.some((one, i) => returns(one, before.slice(0, i)))) return true;
    if (parent.type !== 'function_statement') continue;
    const own = name(parent), prefix = own.split('-')[0];
    if (seen.includes(own)) return true;
    const called = (one) => (one.type === 'command' && (command(one) === own || one.text.startsWith(`& "${prefix}-$`))) ||
      (one.type === 'variable' && one.text === `\${function:${own}}`);
    const calls = program.descendantsOfType(['command', 'variable']).filter((one) => called(one) && !inside(one, parent));
    return calls.length > 0 && calls.every((one) => guarded(one, program, [...seen, own]));
  }
  return false;
}

const acts = (node) => (node.type === 'command' && ACTS.test(command(node) || node.text.replace(/^& (\S+)[^]*$/, '$1'))) ||
  (node.type === 'invokation_expression' && METHODS.test(node.text.slice(node.text.indexOf('.') + 1)));
RULES.ChangesOnlyUnderShouldProcess = (node) => acts(node) && !guarded(node, node.tree.rootNode);

function broken(node, found = []) {
  for (const [rule, breaks] of Object.entries(RULES))
    if (breaks(node)) found.push({ rule, node });
  if (node.type !== 'ERROR') for (const child of node.children) broken(child, found);
  return found;
}

(async () => {
  let failed = 0;
  await Parser.init();
  const parser = new Parser();
  parser.setLanguage(await Language.load('node_modules/tree-sitter-powershell/tree-sitter-powershell.wasm'));
  const judge = (file) => broken(parser.parse(fs.readFileSync(file, 'utf8')).rootNode);
  const files = process.argv.slice(2);
  while (files[0] === '--breaks') {
    const [, rule, file] = files.splice(0, 3);
    if (judge(file).some((one) => one.rule === rule)) continue;
    failed++;
    console.log(`FAIL the judge doesn't see ${rule} in ${file}`);
  }
  for (const file of files) {
    const found = judge(file);
    for (const { rule, node } of found)
      console.log(`FAIL ${file}:${node.startPosition.row + 1}:${node.startPosition.column + 1}: ${rule}: ${node.text.slice(0, 80)}`);
    failed += found.length;
    if (!found.length) console.log(`ok   ${file}`);
  }
  process.exit(failed ? 1 : 0);
})();
