#!/bin/sh
# PowerShell's grammar (npm: tree-sitter-powershell) on the scripts of change bundles, and what it shows of PSScriptAnalyzer's rules.
# CERTCASE names the program.
set -eu
tests=$(cd "$(dirname "$0")/.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
if ! command -v npm >/dev/null 2>&1; then
    echo "SKIPPED: npm is not installed"
    exit 77
fi
if ! npm install --silent --no-audit --no-fund --ignore-scripts web-tree-sitter@0.27.1 tree-sitter-powershell@0.26.4 >npm.log 2>&1; then
    echo "SKIPPED: npm can't install tree-sitter-powershell"
    cat npm.log
    exit 77
fi
cp "$tests"/support/samples/* "$tests"/support/inventory.xml "$tests/judges/powershell.js" .
build() { "$CERTCASE" build "$@" --environments inventory.xml -e Datacentre --no-input --at 2026-11-20T08:00:00Z -o out >build.log 2>&1 || { cat build.log; exit 1; }; }
build partner-root.cer partner-issuing-ca.cer --id root --consumes https://pay.example.com/v1
build partner-client-3des.pfx --password-file password.txt --id client
build own-domain.cer --purpose server --id server
for id in root client server; do
    for script in install.ps1 install-all.ps1 verify.ps1; do
        unzip -p "out/$id.zip" "$script" >"$id-$script"
    done
done
"$CERTCASE" completion powershell >completion.ps1
# What breaks each rule, so that a judge that sees nothing is found out.
breaks() {
    broken=$((broken + 1))
    printf '%s\n' "$2" >"broken-$broken.ps1"
    wrong="$wrong --breaks $1 broken-$broken.ps1"
}
wrong=
broken=0
# shellcheck disable=SC2016 # the dollars are PowerShell's
{
    breaks grammar 'if ($a { "x" }'
    breaks PSUseApprovedVerbs 'function Kill-Key($Key) { $Key }'
    breaks PSUseSingularNouns 'function Get-Keys($Key) { $Key }'
    breaks PSUseShouldProcessForStateChangingFunctions 'function Remove-Key($Key) { $Key }'
    breaks PSAvoidUsingCmdletAliases 'gci C:\ | % { $_.Name }'
    breaks PSAvoidUsingWriteHost 'Write-Host "x"'
    breaks PSAvoidUsingInvokeExpression 'Invoke-Expression $a'
    breaks PSAvoidUsingConvertToSecureStringWithPlainText '$a = ConvertTo-SecureString $b -AsPlainText -Force'
    breaks PSAvoidUsingEmptyCatchBlock 'try { Get-Item x } catch { }'
    breaks PSAvoidUsingPlainTextForPassword 'param([string]$Password)'
    breaks PSAvoidDefaultValueSwitchParameter 'param([switch]$Again = $true) $Again'
    breaks PSReviewUnusedParameter 'function Get-Key([string]$Name, [string]$Unused) { $Name }'
    breaks PSUseDeclaredVarsMoreThanAssignments '$unused = 1'
    breaks PSAvoidGlobalVars '$global:a = 1'
    breaks PSPossibleIncorrectComparisonWithNull 'if ($a -eq $null) { "x" }'
    breaks PSAvoidSemicolonsAsLineTerminators 'Get-Item x;'
    breaks PSUseBOMForUnicodeEncodedFile '"é"'
    breaks PSAvoidTrailingWhitespace '$a = 1  '
    for change in 'New-Item x' '& icacls.exe x' '$store.Open('\''ReadWrite'\'')' 'if ($PSCmdlet.ShouldProcess("a", "b")) { } else { Remove-Item x }' \
        'if (-not $PSCmdlet.ShouldProcess("a", "b")) { Remove-Item x }' 'if ($Force -or $PSCmdlet.ShouldProcess("a", "b")) { Remove-Item x }' \
        'if ($a -and ($Force -or $PSCmdlet.ShouldProcess("a", "b"))) { Remove-Item x }' \
        'function Clear-It { Remove-Item x }; if ($PSCmdlet.ShouldProcess("a", "b")) { Clear-It }; Clear-It' \
        'Remove-Item x; if (-not $PSCmdlet.ShouldProcess("a", "b")) { return }'; do
        breaks ChangesOnlyUnderShouldProcess "$change"
    done
    breaks PSAvoidShouldContinueWithoutForce '$PSCmdlet.ShouldContinue("a", "b")'
}
# shellcheck disable=SC2086 # words
node powershell.js $wrong ./completion.ps1 ./root-*.ps1 ./client-*.ps1 ./server-*.ps1
