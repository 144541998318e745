    [Parameter(ParameterSetName = 'Remove', Mandatory = $true)]
    [switch]$Remove,
    [Parameter(ParameterSetName = 'RemoveReplaced', Mandatory = $true)]
    [switch]$RemoveReplaced,
    [Parameter(ParameterSetName = 'RemoveReplaced')]
    [switch]$Force
)
Set-StrictMode -Version 2.0
$ErrorActionPreference = 'Stop'
$InformationPreference = 'Continue'

{{>certificates}}
