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

$Case = 'REQ-7-self-managed'
$Certificates = @(
    @{
        Name       = [regex]::Unescape('Partner Root CA')
        Thumbprint = '9F4707C5B82E228353D3AAF3535B34F148E706BD'
        Sha256     = '40cc8ce18e1a16317cc858bb757bc947ad7b940164c6d95d63ef8b61bc5f313b'
        Store      = 'Root'
        File       = 'certificates/partner-root-ca.cer'
        InPfx      = $false
        Main       = $true
    }
)
$Replaced = ''

# What this script added on this server, a line each: store and thumbprint. -Remove takes back only that.
$Journal = Join-Path $PSScriptRoot "installed-$env:COMPUTERNAME.txt"

function Get-StorePath([string]$Store, [string]$Thumbprint) {
    "Cert:\LocalMachine\$Store\$Thumbprint"
}

function Test-InStore([string]$Store, [string]$Thumbprint) {
    Test-Path -LiteralPath (Get-StorePath $Store $Thumbprint)
}

function Assert-File([string]$Path, [string]$Sha256) {
    if (-not (Test-Path -LiteralPath $Path -PathType Leaf)) {
        throw "The file $Path is missing. Unpack the whole bundle and run this script from its folder."
    }
    if ((Get-FileHash -LiteralPath $Path -Algorithm SHA256).Hash -ne $Sha256) {
        throw "The file $Path is not the one this script was made for (its SHA-256 differs). Unpack the bundle again."
    }
}

function Add-ToJournal($Entry) {
    Add-Content -LiteralPath $Journal -Value ('{0} {1}' -f $Entry.Store, $Entry.Thumbprint) -Encoding ASCII
}

function Add-FromFile($Entry) {
    $path = Join-Path $PSScriptRoot $Entry.File
    Assert-File $path $Entry.Sha256
    if (Test-InStore $Entry.Store $Entry.Thumbprint) {
        Write-Host ('Already in {0}: {1}' -f $Entry.Store, $Entry.Name)
        return
    }
    if ($PSCmdlet.ShouldProcess((Get-StorePath $Entry.Store $Entry.Thumbprint), ('Import {0}' -f $Entry.Name))) {
        Import-Certificate -FilePath $path -CertStoreLocation "Cert:\LocalMachine\$($Entry.Store)" | Out-Null
        if (-not (Test-InStore $Entry.Store $Entry.Thumbprint)) {
            throw ('{0} was imported but is not in {1}.' -f $Entry.Name, $Entry.Store)
        }
        Add-ToJournal $Entry
        Write-Host ('Added to {0}: {1}' -f $Entry.Store, $Entry.Name)
    }
}

function Remove-FromStore([string]$Store, [string]$Thumbprint, [switch]$DeleteKey) {
    $path = Get-StorePath $Store $Thumbprint
    if (-not (Test-Path -LiteralPath $path)) {
        Write-Host "Not there any more: $path"
        return
    }
    if ($PSCmdlet.ShouldProcess($path, 'Remove')) {
        if ($DeleteKey) {
            Remove-Item -LiteralPath $path -DeleteKey
        } else {
            Remove-Item -LiteralPath $path
        }
        Write-Host "Removed: $path"
    }
}

function Undo-Install {
    if (-not (Test-Path -LiteralPath $Journal)) {
        throw "There is no $Journal, so this script added nothing on this server. What was done by hand is undone by hand (RUNBOOK.html)."
    }
    $lines = @(Get-Content -LiteralPath $Journal)
    foreach ($entry in $Certificates) {
        if ($lines -contains ('{0} {1}' -f $entry.Store, $entry.Thumbprint)) {
            Remove-FromStore $entry.Store $entry.Thumbprint -DeleteKey:($entry.Store -eq 'My')
        } else {
            Write-Host ('Left alone, it was there before: {0} in {1}' -f $entry.Name, $entry.Store)
        }
    }
    if ($PSCmdlet.ShouldProcess($Journal, 'Remove')) {
        Remove-Item -LiteralPath $Journal
    }
}

function Remove-Replaced([string[]]$Stores) {
    if (-not $Replaced) {
        throw 'This change replaces nothing, so there is no old certificate to remove.'
    }
    foreach ($store in $Stores) {
        if (Test-InStore $store $Replaced) {
            Remove-FromStore $store $Replaced
        }
    }
}

function Export-PublicPart($Entry, [string]$Folder) {
    $path = Join-Path $Folder ([System.IO.Path]::ChangeExtension([System.IO.Path]::GetFileName($Entry.File), '.cer'))
    if (-not $PSCmdlet.ShouldProcess($path, ('Export the public part of {0}' -f $Entry.Name))) {
        return
    }
    if (-not (Test-Path -LiteralPath $Folder)) {
        New-Item -ItemType Directory -Path $Folder | Out-Null
    }
    $certificate = Get-Item -LiteralPath (Get-StorePath $Entry.Store $Entry.Thumbprint)
    Export-Certificate -Cert $certificate -FilePath $path -Type CERT -Force | Out-Null
    Write-Host "Exported: $path"
}

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
