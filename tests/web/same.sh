#!/bin/sh
# The npm package, installed into an empty folder, against the native program: sh same.sh BUILD FOLDER (CERTCASE: the native program). BUILD
# is what sh cmd/web/build wrote.
set -eu
tests=$(cd "$(dirname "$0")/.." && pwd)
build=$1
folder=$2/installed
command -v node >/dev/null 2>&1 && command -v npm >/dev/null 2>&1 || { echo "SKIPPED: node and npm are not installed"; exit 77; }
rm -rf "$folder"
mkdir -p "$folder"
(cd "$folder" && npm install --silent --no-audit --no-fund --offline "$build"/certcase-*.tgz >npm.log 2>&1) || { cat "$folder/npm.log"; exit 1; }
[ "$(cd "$folder" && npx --no-install certcase --version)" = "$("$CERTCASE" --version)" ] || { echo "FAIL npx certcase --version"; exit 1; }
package=$folder/node_modules/certcase
# As golden folders run a program: its fixtures beside it.
mkdir "$folder/golden"
ln -s "$(dirname "$CERTCASE")/made" "$folder/golden/made"
printf '#!/bin/sh\nTZ=America/New_York exec node "%s" "$@"\n' "$package/certcase.js" >"$folder/golden/certcase"
chmod +x "$folder/golden/certcase"
status=0
CERTCASE=$folder/golden/certcase sh "$tests/golden/run" >"$folder/golden.log" 2>&1 &
golden=$!
node "$tests/web/same.js" "$CERTCASE" "$package" "$(dirname "$CERTCASE")/made" "$tests" || status=1
wait $golden || status=1
cat "$folder/golden.log"
exit $status
