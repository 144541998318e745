# certcase for bash: source <(certcase completion bash)
_certcase()
{
    local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD - 1]} command= i
    COMPREPLY=()
    if [[ $cur == = ]]; then cur=; elif [[ $prev == = ]]; then prev=${COMP_WORDS[COMP_CWORD - 2]}; fi
    for ((i = 1; i < COMP_CWORD; i++)); do
        [[ ${COMP_WORDS[i]} == -* ]] || { command=${COMP_WORDS[i]}; break; }
    done
    if [[ -z $command || $command == help ]]; then
        COMPREPLY=($(compgen -W '{{#commands}}{{command}} {{/commands}}help' -- "$cur"))
        return
    fi
    case $command:$prev in
{{#commands}}
{{#options}}
{{#value}}
        {{command}}:--{{option}}{{#letter}}|{{command}}:-{{letter}}{{/letter}}) {{#choices}}COMPREPLY=($(compgen -W '{{choices}}' -- "$cur")){{/choices}}{{#file}}compopt -o default{{/file}}{{#folder}}compopt -o dirnames{{/folder}}{{#other}}:{{/other}}; return ;;
{{/value}}
{{/options}}
{{/commands}}
    esac
    case $command:$cur in
{{#commands}}
        {{command}}:-*) COMPREPLY=($(compgen -W '{{#options}}--{{option}} {{/options}}' -- "$cur")) ;;
{{#has_words}}
        {{command}}:*) COMPREPLY=($(compgen -W '{{words}}' -- "$cur")) ;;
{{/has_words}}
{{/commands}}
        *) compopt -o default ;;
    esac
}
complete -F _certcase certcase
