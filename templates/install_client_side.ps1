#Requires -Version 5.1
#Requires -RunAsAdministrator
<#
.SYNOPSIS
Installs the client certificate of this bundle with its private key and the CA certificates that go with it.
.DESCRIPTION
Run it on every front-end from the unpacked bundle. Every file is compared with its SHA-256 first. It asks for the password of the PFX
and does not keep it. It lets IIS_IUSRS and NETWORK SERVICE read the private key, starts the CNG Key Isolation service and exports the
public part. What is in place already stays as it is, so it can be run again; the permissions are set each time.
.PARAMETER PfxPath
The PFX, if it is not the one of this bundle.
.PARAMETER PfxPassword
Its password, as install-all.ps1 gives it; asked for otherwise.
.PARAMETER ExportFolder
Where the public part (.cer) goes.
.PARAMETER Remove
Takes back what this script added on this server, with the private key.
.PARAMETER RemoveReplaced
Removes the old certificate that this change replaces. Its private key stays.
.EXAMPLE
.\install.ps1 -WhatIf
#>
[CmdletBinding(SupportsShouldProcess = $true, DefaultParameterSetName = 'Install')]
param(
    [Parameter(ParameterSetName = 'Install')]
    [string]$PfxPath = (Join-Path $PSScriptRoot '{{pfx.file}}'),
    [Parameter(ParameterSetName = 'Install')]
    [securestring]$PfxPassword,
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
$PfxSha256 = '{{pfx.sha256}}'

{{>stores}}

{{>pfx}}

{{>keys}}

function Grant-KeyRead($Entry) {
    if (-not (Test-InStore $Entry.Store $Entry.Thumbprint)) {
        return
    }
    $path = Get-KeyFile (Get-Item -LiteralPath (Get-StorePath $Entry.Store $Entry.Thumbprint))
    foreach ($reader in $KeyReaders) {
        if ($PSCmdlet.ShouldProcess($path, ('Let {0} read the private key' -f $reader.Name))) {
            & icacls.exe $path /grant ('*{0}:R' -f $reader.Sid) | Out-Null
            if ($LASTEXITCODE -ne 0) {
                throw ('icacls could not give {0} access to {1}.' -f $reader.Name, $path)
            }
            Write-Host ('May read the private key: {0}' -f $reader.Name)
        }
    }
}

function Start-KeyIsolation {
    $service = Get-Service -Name KeyIso
    if ($service.Status -eq 'Running') {
        return
    }
    if ($PSCmdlet.ShouldProcess('CNG Key Isolation (KeyIso)', 'Start')) {
        if ($service.StartType -eq 'Disabled') {
            Set-Service -Name KeyIso -StartupType Manual
        }
        Start-Service -Name KeyIso
    }
}

if ($Remove) {
    Undo-Install
} elseif ($RemoveReplaced) {
    Remove-Replaced 'My'
} else {
    if ($PSBoundParameters.ContainsKey('PfxPath')) {
        $PfxPath = (Resolve-Path -LiteralPath $PfxPath).ProviderPath
    } else {
        Assert-File $PfxPath $PfxSha256
    }
    foreach ($entry in ($Certificates | Where-Object { -not $_.InPfx })) {
        Assert-File (Join-Path $PSScriptRoot $entry.File) $entry.Sha256
    }
    Start-KeyIsolation
    foreach ($entry in ($Certificates | Where-Object { -not $_.InPfx })) {
        Add-FromFile $entry
    }
    Add-FromPfx $PfxPath
    foreach ($entry in ($Certificates | Where-Object { $_.Main })) {
        Grant-KeyRead $entry
        Export-PublicPart $entry $ExportFolder
    }
    Write-Host "Done ($Case). Now run .\verify.ps1"
}
