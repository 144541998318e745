#Requires -Version 5.1
#Requires -RunAsAdministrator
<#
.SYNOPSIS
Installs the client certificate of this bundle with its private key and the CA certificates that go with it.
.DESCRIPTION
Run it on every front-end from the unpacked bundle. Every file is compared with its SHA-256 first. It asks for the password of the PFX
and does not keep it. It lets IIS_IUSRS and NETWORK SERVICE read the private key, starts the CNG Key Isolation service and last
exports the public part, over a file of the same name: applications that know its path present the new certificate from then on. What is in
place already stays as it is, so it can be run again; the permissions are set each time. What it does is noted in a journal before it is
done, here and in C:\ProgramData\certcase\{{file_id}}, where a transcript is kept as well. Exit code 0: done; 1: it stopped on the way; 2:
nothing was changed.
.PARAMETER PfxPath
The PFX, if it is not the one of this bundle.
.PARAMETER PfxPassword
Its password, as install-all.ps1 gives it; asked for otherwise.
.PARAMETER ExportFolder
Where the public part (.cer) goes, and where -RemoveReplaced looks for that of the old one.
.PARAMETER Remove
Takes back what this script did on this server: brings back an old certificate that it removed and a file that it wrote over, and takes away
what it added, with the private key.
.PARAMETER RemoveReplaced
Removes the old certificate that this change replaces, once no file of the export folder holds its public part: applications that know such
a file present it. It asks first and keeps a copy. Its private key stays.
.PARAMETER Force
Does not ask.
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
    [Parameter(ParameterSetName = 'RemoveReplaced')]
    [string]$ExportFolder = 'D:\Certificates',
{{>removal_parameters}}
$PfxSha256 = '{{pfx.sha256}}'

{{>stores}}

{{>export}}

{{>pfx}}

{{>keys}}

function Grant-KeyRead($Entry) {
    foreach ($reader in ($KeyReaders | Where-Object { $PSCmdlet.ShouldProcess($Entry.Name, ('Let {0} read the private key' -f $_.Name)) })) {
        $path = Get-KeyFile (Get-Item -LiteralPath (Get-StorePath $Entry.Store $Entry.Thumbprint))
        if (@(Get-ReadRule $path $reader.Sid | Where-Object { $_.AccessControlType -eq 'Allow' }).Count -gt 0) {
            Write-Information ('May read the private key already: {0}' -f $reader.Name)
            continue
        }
        Add-ToJournal 'did' 'permission' ('{0} {1}' -f $reader.Sid, $path)
        & icacls.exe $path /grant ('*{0}:R' -f $reader.Sid) | Out-Null
        if ($LASTEXITCODE -ne 0) {
            throw ('icacls could not give {0} access to {1}.' -f $reader.Name, $path)
        }
        Write-Information ('May read the private key: {0}' -f $reader.Name)
    }
}

function Undo-Permission([string]$What) {
    $sid, $path = $What -split ' ', 2
    if (Test-Path -LiteralPath $path) {
        & icacls.exe $path /remove:g "*$sid" | Out-Null
        if ($LASTEXITCODE -ne 0) {
            throw "icacls could not take $sid from $path."
        }
        Write-Information "Does not read the private key any more: $sid"
    }
}

function Enable-KeyIsolation {
    $service = Get-Service -Name KeyIso
    if ($service.Status -eq 'Running') {
        return
    }
    if ($PSCmdlet.ShouldProcess('CNG Key Isolation (KeyIso)', 'Start')) {
        Add-ToJournal 'did' 'service' ([string]$service.StartType)
        if ($service.StartType -eq 'Disabled') {
            Set-Service -Name KeyIso -StartupType Manual
        }
        Start-Service -Name KeyIso
    }
}

# It is left running: other keys may be in use by now.
function Undo-Service([string]$What) {
    Set-Service -Name KeyIso -StartupType $What
    Write-Information "CNG Key Isolation (KeyIso) starts as before: $What"
}

# What Export-Certificate wrote has the thumbprint as its SHA-1.
function Assert-NotExported([string]$Folder) {
    foreach ($file in @(Get-ChildItem -Path $Folder -Filter '*.cer' -File -ErrorAction SilentlyContinue)) {
        if ((Get-FileHash -LiteralPath $file.FullName -Algorithm SHA1).Hash -eq $Replaced) {
            throw "$($file.FullName) still is the old certificate, which applications that know this path present. Change them over to the new one, take that file away, and run this again."
        }
    }
}

function Install-All([string]$Pfx, [bool]$IsOther) {
    Assert-ExportFolder $ExportFolder
    if ($IsOther) {
        $Pfx = (Resolve-Path -LiteralPath $Pfx).ProviderPath
    } else {
        Assert-File $Pfx $PfxSha256
    }
    $apart = @($Certificates | Where-Object { -not $_.InPfx })
    foreach ($entry in $apart) {
        Assert-File (Join-Path $PSScriptRoot $entry.File) $entry.Sha256
    }
    Enable-KeyIsolation
    foreach ($entry in $apart) {
        Add-FromFile $entry
    }
    Add-FromPfx $Pfx
    foreach ($entry in ($Certificates | Where-Object { $_.Main })) {
        Grant-KeyRead $entry
        Export-PublicPart $entry $ExportFolder
    }
    if (-not $WhatIfPreference) {
        Write-Information "Done ($Case). Now run .\verify.ps1"
    }
}

$is_other = $PSBoundParameters.ContainsKey('PfxPath')
exit (Invoke-Work {
    if ($Remove) {
        Undo-Install
    } elseif ($RemoveReplaced) {
        Assert-NotExported $ExportFolder
        Clear-Replaced 'My'
    } else {
        Install-All $PfxPath $is_other
    }
})
