#Requires -Version 5.1
#Requires -RunAsAdministrator
<#
.SYNOPSIS
Installs a server certificate and binds it to the HTTPS site in IIS.
.DESCRIPTION
Run it on every front-end from the unpacked bundle. The private key is not in the bundle: name the PFX with -PfxPath. The PFX must
hold the certificate of this change. It asks for the password and does not keep it.
.PARAMETER PfxPath
The PFX with the private key.
.PARAMETER PfxPassword
Its password, as install-all.ps1 gives it; asked for otherwise.
.PARAMETER SiteName
The IIS site.
.PARAMETER Port
The port of its HTTPS binding.
.PARAMETER HostHeader
The host name of its HTTPS binding; empty for a binding without one.
.PARAMETER Remove
Binds the certificate of before again and takes back what this script added on this server, with the private key.
.PARAMETER RemoveReplaced
Removes the old certificate that this change replaces. Its private key stays.
.EXAMPLE
.\install.ps1 -PfxPath C:\Temp\server.pfx -WhatIf
#>
[CmdletBinding(SupportsShouldProcess = $true, DefaultParameterSetName = 'Install')]
param(
    [Parameter(ParameterSetName = 'Install', Mandatory = $true)]
    [string]$PfxPath,
    [Parameter(ParameterSetName = 'Install')]
    [securestring]$PfxPassword,
    [string]$SiteName = 'Default Web Site',
    [int]$Port = 443,
    [string]$HostHeader = '',
    [Parameter(ParameterSetName = 'Remove', Mandatory = $true)]
    [switch]$Remove,
    [Parameter(ParameterSetName = 'RemoveReplaced', Mandatory = $true)]
    [switch]$RemoveReplaced
)
Set-StrictMode -Version 2.0
$ErrorActionPreference = 'Stop'

{{>certificates}}

{{>stores}}

{{>pfx}}

# The thumbprint that was bound before the first run, for the way back.
$BindingNote = Join-Path $PSScriptRoot "bound-before-$env:COMPUTERNAME.txt"

function Get-HttpsBinding {
    Import-Module WebAdministration
    $wanted = ':{0}:{1}' -f $Port, $HostHeader
    $found = @(Get-WebBinding -Name $SiteName -Protocol 'https' | Where-Object { $_.bindingInformation.EndsWith($wanted) })
    if ($found.Count -ne 1) {
        throw ('{0} HTTPS bindings of "{1}" end in {2}; exactly one is needed. See -SiteName, -Port and -HostHeader.' -f $found.Count, $SiteName, $wanted)
    }
    $found[0]
}

function Set-BoundCertificate($Binding, [string]$Thumbprint) {
    if ($Binding.certificateHash -eq $Thumbprint) {
        Write-Host "Already bound to ${SiteName}: $Thumbprint"
        return
    }
    if ($PSCmdlet.ShouldProcess("$SiteName, port $Port", "Bind $Thumbprint")) {
        $Binding.AddSslCertificate($Thumbprint, 'My')
        Write-Host "Bound to ${SiteName}: $Thumbprint"
    }
}

if ($Remove) {
    if (Test-Path -LiteralPath $BindingNote) {
        $before = (Get-Content -LiteralPath $BindingNote -TotalCount 1).Trim()
        if (-not (Test-InStore 'My' $before)) {
            throw "The certificate that was bound before ($before) is not in the Personal store any more. Choose another one in IIS first, then delete $BindingNote."
        }
        Set-BoundCertificate (Get-HttpsBinding) $before
        if ($PSCmdlet.ShouldProcess($BindingNote, 'Remove')) {
            Remove-Item -LiteralPath $BindingNote
        }
    }
    Undo-Install
} elseif ($RemoveReplaced) {
    if ((Get-HttpsBinding).certificateHash -eq $Replaced) {
        throw "The old certificate is still bound to $SiteName. Run install.ps1 first."
    }
    Remove-Replaced 'My'
} else {
    $PfxPath = (Resolve-Path -LiteralPath $PfxPath).ProviderPath
    foreach ($entry in $Certificates) {
        Assert-File (Join-Path $PSScriptRoot $entry.File) $entry.Sha256
    }
    $binding = Get-HttpsBinding
    foreach ($entry in ($Certificates | Where-Object { -not $_.Main })) {
        Add-FromFile $entry
    }
    Add-FromPfx $PfxPath
    foreach ($entry in ($Certificates | Where-Object { $_.Main })) {
        if ($binding.certificateHash -and $binding.certificateHash -ne $entry.Thumbprint -and -not (Test-Path -LiteralPath $BindingNote)) {
            if ($PSCmdlet.ShouldProcess($BindingNote, 'Note the certificate that is bound now')) {
                Set-Content -LiteralPath $BindingNote -Value $binding.certificateHash -Encoding ASCII
            }
        }
        Set-BoundCertificate $binding $entry.Thumbprint
    }
    Write-Host "Done ($Case). Delete the copy of the PFX from this server, then run .\verify.ps1"
}
