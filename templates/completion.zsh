#compdef certcase
# certcase for zsh: certcase completion zsh > a folder of fpath/_certcase
_certcase() {
    local curcontext=$curcontext state line
    local -a commands
    commands=(
{{#commands}}
        '{{command}}:{{summary_in_zsh}}'
{{/commands}}
        'help:what a command does'
    )
    _arguments -C '1: :->command' '*:: :->rest'
    case $state in
    command) _describe command commands ;;
    rest)
        case $words[1] in
        help) _describe command commands ;;
{{#commands}}
        {{command}}) _arguments -S \
{{#options}}
            '{{#letter}}{{#list}}*'{-{{letter}},--{{option}}={{/list}}{{^list}}(-{{letter}} --{{option}})'{-{{letter}},--{{option}}{{#value}}={{/value}}{{/list}}}'{{/letter}}{{^letter}}{{#list}}*{{/list}}--{{option}}{{#value}}={{/value}}{{/letter}}[{{help_in_zsh}}]{{#value}}:{{value}}:{{/value}}{{#choices}}({{choices}}){{/choices}}{{#file}}_files{{/file}}{{#folder}}_files -/{{/folder}}' \
{{/options}}
{{#has_words}}
            '1: :({{words}})' ;;
{{/has_words}}
{{^has_words}}
            '*:file:_files' ;;
{{/has_words}}
{{/commands}}
        esac ;;
    esac
}
if [ "$funcstack[1]" = _certcase ]; then _certcase "$@"; else compdef _certcase certcase; fi
