#Requires -Version 5.1
#Requires -RunAsAdministrator
<#
.SYNOPSIS
Installs a server certificate and binds it to the HTTPS site in IIS.
.DESCRIPTION
Run it on every front-end from the unpacked bundle. The private key is not in the bundle: name the PFX with -PfxPath. The PFX must
hold the certificate of this change. It asks for the password and does not keep it. What it adds is noted in a journal before it is
added, here and in C:\ProgramData\certcase\{{file_id}}, where a transcript is kept as well. Exit code 0: done; 1: it stopped on the way; 2:
nothing was changed.
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
Brings back an old certificate that this script removed, binds the earlier certificate again and takes back what this script added on
this server, with the private key.
.PARAMETER RemoveReplaced
Removes the old certificate that this change replaces. It asks first and keeps a copy. Its private key stays.
.PARAMETER Force
Does not ask.
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
{{>removal_parameters}}

{{>stores}}

{{>pfx}}

function Get-HttpsBinding {
    # Loading the module would otherwise tell of its own aliases.
    $WhatIfPreference = $false
    Import-Module WebAdministration
    $wanted = ':{0}:{1}' -f $Port, $HostHeader
    $found = @(Get-WebBinding -Name $SiteName -Protocol 'https' | Where-Object { $_.bindingInformation.EndsWith($wanted) })
    if ($found.Count -ne 1) {
        throw ('{0} HTTPS bindings of "{1}" end in {2}; exactly one is needed. See -SiteName, -Port and -HostHeader.' -f $found.Count, $SiteName, $wanted)
    }
    $found[0]
}

# The journal keeps the thumbprint that was bound before ("none"), for the way back.
function Connect-Certificate([string]$Thumbprint) {
    $binding = Get-HttpsBinding
    if ($binding.certificateHash -eq $Thumbprint) {
        Write-Information "Already bound to ${SiteName}: $Thumbprint"
        return
    }
    if ($PSCmdlet.ShouldProcess("$SiteName, port $Port", "Bind $Thumbprint")) {
        $before = if ($binding.certificateHash) { $binding.certificateHash } else { 'none' }
        if (@(Get-Done | Where-Object { $_ -like 'binding *' }).Count -eq 0) {
            Add-ToJournal 'did' 'binding' $before
        }
        $binding.AddSslCertificate($Thumbprint, 'My') | Out-Null
        Write-Information "Bound to ${SiteName}: $Thumbprint"
    }
}

function Undo-Binding([string]$What) {
    $binding = Get-HttpsBinding
    if ($What -eq 'none') {
        $binding.RemoveSslCertificate() | Out-Null
    } elseif (Test-InStore 'My' $What) {
        $binding.AddSslCertificate($What, 'My') | Out-Null
    } else {
        throw "The certificate that was bound before ($What) is not in the Personal store any more. Choose another one in IIS, then remove the new one by hand."
    }
    Write-Information "Bound to ${SiteName} as before: $What"
}

function Install-All([string]$Pfx) {
    $Pfx = (Resolve-Path -LiteralPath $Pfx).ProviderPath
    foreach ($entry in $Certificates) {
        Assert-File (Join-Path $PSScriptRoot $entry.File) $entry.Sha256
    }
    Get-HttpsBinding | Out-Null
    foreach ($entry in ($Certificates | Where-Object { -not $_.Main })) {
        Add-FromFile $entry
    }
    Add-FromPfx $Pfx
    foreach ($entry in ($Certificates | Where-Object { $_.Main })) {
        Connect-Certificate $entry.Thumbprint
    }
    if (-not $WhatIfPreference) {
        Write-Information "Done ($Case). Delete the copy of the PFX from this server, then run .\verify.ps1"
    }
}

exit (Invoke-Work {
    if ($Remove) {
        Undo-Install
    } elseif (-not $RemoveReplaced) {
        Install-All $PfxPath
    } elseif ((Get-HttpsBinding).certificateHash -eq $Replaced) {
        throw "The old certificate is still bound to $SiteName. Run install.ps1 first."
    } else {
        Clear-Replaced 'My'
    }
})
