#Requires -Version 5.1
#Requires -RunAsAdministrator
<#
.SYNOPSIS
Adds the certificates of this bundle to the stores of this server and exports their public part.
.DESCRIPTION
Run it on every front-end from the unpacked bundle. Every file is compared with its SHA-256 first. What is in place already stays as
it is, so it can be run again. What it adds is noted in a journal before it is added, here and in C:\ProgramData\certcase\{{file_id}}, where a
transcript is kept as well. Exit code 0: done; 1: it stopped on the way; 2: nothing was changed.
.PARAMETER ExportFolder
Where the public part (.cer) goes.
.PARAMETER Remove
Takes back what this script did on this server: brings back an old certificate that it removed and files that it wrote over, and takes away
what it added.
.PARAMETER RemoveReplaced
Removes the old certificate that this change replaces. It asks first and keeps a copy.
.PARAMETER Force
Does not ask.
.EXAMPLE
.\install.ps1 -WhatIf
#>
[CmdletBinding(SupportsShouldProcess = $true, DefaultParameterSetName = 'Install')]
param(
    [Parameter(ParameterSetName = 'Install')]
    [string]$ExportFolder = 'D:\Certificates',
{{>removal_parameters}}

{{>stores}}

{{>export}}

function Install-All {
    Assert-ExportFolder $ExportFolder
    foreach ($entry in $Certificates) {
        Assert-File (Join-Path $PSScriptRoot $entry.File) $entry.Sha256
    }
    foreach ($entry in $Certificates) {
        Add-FromFile $entry
        Export-PublicPart $entry $ExportFolder
    }
    if (-not $WhatIfPreference) {
        Write-Information "Done ($Case). Now run .\verify.ps1"
    }
}

exit (Invoke-Work {
    if ($Remove) {
        Undo-Install
    } elseif ($RemoveReplaced) {
        Clear-Replaced 'Root', 'CA'
    } else {
        Install-All
    }
})
