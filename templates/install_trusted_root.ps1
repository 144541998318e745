#Requires -Version 5.1
#Requires -RunAsAdministrator
<#
.SYNOPSIS
Adds the certificates of this bundle to the stores of this server and exports their public part.
.DESCRIPTION
Run it on every front-end from the unpacked bundle. Every file is compared with its SHA-256 first. What is in place already stays as
it is, so it can be run again.
.PARAMETER ExportFolder
Where the public part (.cer) goes.
.PARAMETER Remove
Takes back what this script added on this server.
.PARAMETER RemoveReplaced
Removes the old certificate that this change replaces.
.EXAMPLE
.\install.ps1 -WhatIf
#>
[CmdletBinding(SupportsShouldProcess = $true, DefaultParameterSetName = 'Install')]
param(
    [Parameter(ParameterSetName = 'Install')]
    [string]$ExportFolder = 'D:\Certificates',
    [Parameter(ParameterSetName = 'Remove', Mandatory = $true)]
    [switch]$Remove,
    [Parameter(ParameterSetName = 'RemoveReplaced', Mandatory = $true)]
    [switch]$RemoveReplaced
)
Set-StrictMode -Version 2.0
$ErrorActionPreference = 'Stop'

{{>certificates}}

{{>stores}}

if ($Remove) {
    Undo-Install
} elseif ($RemoveReplaced) {
    Remove-Replaced 'Root', 'CA'
} else {
    foreach ($entry in $Certificates) {
        Assert-File (Join-Path $PSScriptRoot $entry.File) $entry.Sha256
    }
    foreach ($entry in $Certificates) {
        Add-FromFile $entry
        Export-PublicPart $entry $ExportFolder
    }
    Write-Host "Done ($Case). Now run .\verify.ps1"
}
