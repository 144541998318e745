load helper

@test "bash: good syntax, and it completes commands, options, values and rules" {
    "$CERTCASE" completion bash >script
    bash -n script
    cat >try <<-'END'
		source ./script
		try() { COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); compopt() { echo "compopt $*"; }; _certcase; echo "${COMPREPLY[*]}"; }
		try certcase ins
		try certcase build --pur
		try certcase inspect --purpose cl
		try certcase show --format = ht
		try certcase explain leaf
		try certcase inspect --extract ''
		try certcase inspect par
		try certcase build --accept leaf
	END
    run bash try
    [ "$status" -eq 0 ]
    [ "${lines[0]}" = inspect ]
    [ "${lines[1]}" = --purpose ]
    [ "${lines[2]}" = client-side ]
    [ "${lines[3]}" = html ]
    [ "${lines[4]}" = leaf-not-root ]
    [ "${lines[5]}" = "compopt -o dirnames" ]
    [ "${lines[6]}" = "compopt -o default" ]
    [[ $output != *"${lines[6]}"*leaf-not-root* ]] # an error can't be accepted
}

@test "zsh: good syntax" {
    command -v zsh >/dev/null || skip "SKIPPED: zsh is not installed"
    "$CERTCASE" completion zsh >_certcase
    zsh -n _certcase
    run zsh -fc 'fpath=($PWD $fpath); autoload -Uz compinit; compinit -u -d dump; autoload +X _certcase; print $_comps[certcase]; functions _certcase'
    [[ $output == _certcase*_arguments* ]]
}

@test "fish: good syntax, and it completes" {
    command -v fish >/dev/null || skip "SKIPPED: fish is not installed"
    "$CERTCASE" completion fish >certcase.fish
    fish -n certcase.fish
    run fish -c 'source certcase.fish; complete -C "certcase insp"; complete -C "certcase show --format h"'
    [[ $output == *inspect* ]]
    [[ $output == *html* ]]
}

@test "PowerShell: it has every command and option, and no quote that ends a word too early" {
    "$CERTCASE" completion powershell >certcase.ps1
    for command in $("$CERTCASE" help | sed -n 's/^  \([a-z]*\)  .*/\1/p'); do
        grep -q "^        '$command' = @($" certcase.ps1
    done
    [ "$(grep -c "^            @('--help', '-h', '', '', 'this help')$" certcase.ps1)" -ge 12 ]
    grep -q "^            @('--purpose', '', 'PURPOSE', 'trusted-root client-side server inbound-mtls', " certcase.ps1
    grep -q "LifeTime''s JSON" certcase.ps1
    grep -q "^        'completion' = 'bash zsh fish powershell'$" certcase.ps1
    [ "$(tr -cd "'" <certcase.ps1 | wc -c)" -gt 0 ] && [ "$(($(tr -cd "'" <certcase.ps1 | wc -c) % 2))" -eq 0 ]
    command -v pwsh >/dev/null || skip "SKIPPED: pwsh is not installed; its grammar is judged by judge.powershell"
    cat >try.ps1 <<-'END'
		. ./certcase.ps1
		foreach ($line in 'certcase ins', 'certcase build --pur', 'certcase inspect --purpose cl', 'certcase completion f') {
		    [System.Management.Automation.CommandCompletion]::CompleteInput($line, $line.Length, $null).CompletionMatches.CompletionText
		}
	END
    run pwsh -NoProfile -NonInteractive -File try.ps1
    [ "$output" = "$(printf 'inspect\n--purpose\nclient-side\nfish')" ]
}
