# certcase for fish: certcase completion fish > ~/.config/fish/completions/certcase.fish
complete -c certcase -f
{{#commands}}
complete -c certcase -n __fish_use_subcommand -a {{command}} -d "{{summary}}"
{{#options}}
complete -c certcase -n '__fish_seen_subcommand_from {{command}}' -l {{option}}{{#letter}} -s {{letter}}{{/letter}}{{#choices}} -x -a '{{choices}}'{{/choices}}{{#file}} -r -F{{/file}}{{#folder}} -x -a '(__fish_complete_directories)'{{/folder}}{{#other}} -x{{/other}} -d "{{help_in_fish}}"
{{/options}}
complete -c certcase -n '__fish_seen_subcommand_from {{command}}'{{#has_words}} -a '{{words}}'{{/has_words}}{{^has_words}} -F{{/has_words}}
{{/commands}}
complete -c certcase -n __fish_use_subcommand -a help -d "what a command does"
complete -c certcase -n '__fish_seen_subcommand_from help' -a '{{#commands}}{{command}} {{/commands}}help'
