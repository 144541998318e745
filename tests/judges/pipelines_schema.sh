#!/bin/sh
# The recipes of templates/ci against the schemas of their engines: GitHub's own parser (npm: @actions/workflow-parser), and GitLab's schema
# as npm has it (gitlab-ci-local). Of Azure Pipelines and Jenkins npm has none.
set -eu
tests=$(cd "$(dirname "$0")/.." && pwd)
recipes=$tests/../templates/ci
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
command -v npm >/dev/null 2>&1 || { echo "SKIPPED: npm is not installed"; exit 77; }
if ! npm install --silent --no-audit --no-fund --ignore-scripts @actions/workflow-parser@0.3.61 gitlab-ci-local@4.60.0 >npm.log 2>&1; then
    echo "SKIPPED: npm can't install the schemas"
    cat npm.log
    exit 77
fi
# Node wants to be told that a module is JSON; bundlers, for which it is published, don't.
grep -rl '\.json";' node_modules/@actions/*/dist --include='*.js' | xargs sed -i 's|\(from "\.[^"]*\.json"\);|\1 with { type: "json" };|'
cat >judge.mjs <<'END'
import fs from 'fs';
import Ajv from 'ajv';
import yaml from 'yaml';
import { parseWorkflow, NoOperationTraceWriter } from '@actions/workflow-parser';
import { schema } from './node_modules/gitlab-ci-local/src/schema/schema.js';
const gitlab = new Ajv({ allErrors: true, strict: false, validateFormats: false }).compile(schema);
const judges = {
    github: (text) => parseWorkflow({ name: 'recipe', content: text }, new NoOperationTraceWriter()).context.errors.getErrors().map(String),
    gitlab: (text) => (gitlab(yaml.parse(text)) ? [] : gitlab.errors.map((e) => `${e.instancePath} ${e.message}`)),
};
let wrong = 0;
for (const [name, judge] of Object.entries(judges)) {
    const text = fs.readFileSync(`${process.argv[2]}/${name}.yaml`, 'utf8');
    const found = judge(text);
    const broken = judge(text.replace(/^( +)(runs-on|script):/m, '$1speed:'));
    if (found.length) console.log(`FAIL ${name}: ${found.join('; ')}`);
    if (!broken.length) console.log(`FAIL ${name}: the judge accepts a broken recipe`);
    wrong += found.length + !broken.length;
    console.log(`${name}: ${found.length} errors, ${broken.length} in a broken one`);
}
process.exit(wrong ? 1 : 0);
END
node judge.mjs "$recipes"
