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
