$Case = [regex]::Unescape('{{id}}')
$Certificates = @(
{{#certificates}}
{{#in_store}}
    @{
        Name       = [regex]::Unescape('{{name}}')
        Thumbprint = '{{thumbprint}}'
        Sha256     = '{{sha256}}'
        Store      = '{{store}}'
        File       = '{{file}}'
        InPfx      = {{#inside_pfx}}$true{{/inside_pfx}}{{^inside_pfx}}$false{{/inside_pfx}}
        Main       = {{#is_main}}$true{{/is_main}}{{^is_main}}$false{{/is_main}}
    }
{{/in_store}}
{{/certificates}}
)
$Replaced = '{{#replaces}}{{thumbprint}}{{/replaces}}'
