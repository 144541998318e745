#Requires -Version 5.1
#Requires -RunAsAdministrator
<#
.SYNOPSIS
Installs a server certificate and binds it to the HTTPS site in IIS.
.DESCRIPTION
Run it on every front-end from the unpacked bundle. The private key is not in the bundle: name the PFX with -PfxPath. The PFX must
hold the certificate of this change. It asks for the password and does not keep it. What it adds is noted in a journal before it is
added, here and in C:\ProgramData\certcase\server-apps-example-com-d683ad3a-datacentre, where a transcript is kept as well. Exit code 0: done; 1: it stopped on the way; 2:
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

$Case = [regex]::Unescape('server-apps-example-com-d683ad3a-datacentre')
$Certificates = @(
    @{
        Name       = [regex]::Unescape('apps.example.com')
        Thumbprint = '30517AE6F5EF8FBB7EE1CB287BB70A019C3EB309'
        Sha256     = 'd683ad3ac2b870b34238486aaaf07850715122d823b9075c7036f277cc7758c0'
        Store      = 'My'
        File       = 'certificates/apps-example-com.cer'
        InPfx      = $false
        Main       = $true
    }
)
$Replaced = ''

# What this script adds on this server, a line each, written before it is added: beside the script, and where it outlives the bundle.
# A line: time, did or undone, kind, what. -Remove takes back what was done and is not undone yet, the newest first.
$Keep = Join-Path $env:ProgramData 'certcase\server-apps-example-com-d683ad3a-datacentre'
$Journals = @((Join-Path $Keep 'journal.txt'), (Join-Path $PSScriptRoot "journal-$env:COMPUTERNAME.txt"))
$script:Changed = $false

# A folder under ProgramData\certcase that only administrators can write to: what stands there is gone by again. Accounts by SID.
function Protect-Folder([string]$Path) {
    $top = Join-Path $env:ProgramData 'certcase'
    if (-not (Test-Path -LiteralPath $top)) {
        New-Item -ItemType Directory -Path $top | Out-Null
        & icacls.exe $top /setowner '*S-1-5-32-544' /q | Out-Null
        & icacls.exe $top /inheritance:r /grant:r '*S-1-5-18:(OI)(CI)F' '*S-1-5-32-544:(OI)(CI)F' /q | Out-Null
        if ($LASTEXITCODE -ne 0 -or @(Get-ChildItem -LiteralPath $top -Force).Count -gt 0) {
            throw "$top could not be kept for administrators alone."
        }
    }
    $owner = (Get-Acl -LiteralPath $top).GetOwner([System.Security.Principal.SecurityIdentifier]).Value
    if ('S-1-5-32-544', 'S-1-5-18' -notcontains $owner) {
        throw "$top belongs to $owner, not to the administrators. Look at what is in it, remove it, and run this again."
    }
    New-Item -ItemType Directory -Path $Path -Force | Out-Null
}

# True when what is said from now on goes into a transcript in the folder; some hosts have none.
function Open-Log([string]$Folder, [string]$Name) {
    try {
        Start-Transcript -LiteralPath (Join-Path $Folder ('{0}-{1:yyyyMMdd-HHmmss}.log' -f $Name, [datetime]::UtcNow)) | Out-Null
        return $true
    } catch {
        Write-Warning "There is no transcript: $($_.Exception.Message)"
        return $false
    }
}

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

function Add-ToJournal([string]$Verb, [string]$Kind, [string]$What) {
    Protect-Folder $Keep
    $line = '{0:yyyy-MM-ddTHH:mm:ssZ} {1} {2} {3}' -f [datetime]::UtcNow, $Verb, $Kind, $What
    foreach ($journal in $Journals) {
        Add-Content -LiteralPath $journal -Value $line -Encoding UTF8
    }
    $script:Changed = $true
}

# What was done and is not undone, the newest first.
function Get-Done {
    $journal = $Journals | Where-Object { Test-Path -LiteralPath $_ } | Select-Object -First 1
    $open = New-Object System.Collections.ArrayList
    foreach ($line in @(if ($journal) { Get-Content -LiteralPath $journal -Encoding UTF8 })) {
        if ($line -notmatch '^\S+ (did|undone) ((certificate|file|saved|folder|binding|permission|service|removal) .+)$') {
            throw "The line '$line' of $journal is not one of this script. Take back by hand (RUNBOOK.html)."
        }
        $open.Remove($Matches[2])
        if ($Matches[1] -eq 'did') {
            $open.Insert(0, $Matches[2])
        }
    }
    $open
}

function Add-FromFile($Entry) {
    $path = Join-Path $PSScriptRoot $Entry.File
    if (Test-InStore $Entry.Store $Entry.Thumbprint) {
        Write-Information ('Already in {0}: {1}' -f $Entry.Store, $Entry.Name)
        return
    }
    if ($PSCmdlet.ShouldProcess((Get-StorePath $Entry.Store $Entry.Thumbprint), ('Import {0}' -f $Entry.Name))) {
        Add-ToJournal 'did' 'certificate' ('{0} {1}' -f $Entry.Store, $Entry.Thumbprint)
        Import-Certificate -FilePath $path -CertStoreLocation "Cert:\LocalMachine\$($Entry.Store)" | Out-Null
        if (-not (Test-InStore $Entry.Store $Entry.Thumbprint)) {
            throw ('{0} was imported but is not in {1}.' -f $Entry.Name, $Entry.Store)
        }
        Write-Information ('Added to {0}: {1}' -f $Entry.Store, $Entry.Name)
    }
}

function Clear-FromStore([string]$Store, [string]$Thumbprint, [switch]$DeleteKey) {
    $path = Get-StorePath $Store $Thumbprint
    if (-not (Test-Path -LiteralPath $path)) {
        Write-Information "Not there any more: $path"
        return
    }
    $script:Changed = $true
    if ($DeleteKey) {
        Remove-Item -LiteralPath $path -DeleteKey
    } else {
        Remove-Item -LiteralPath $path
    }
    Write-Information "Removed: $path"
}

function Undo-Certificate([string]$What) {
    $store, $thumbprint = $What -split ' ', 2
    Clear-FromStore $store $thumbprint -DeleteKey:($store -eq 'My')
}

function Undo-File([string]$What) {
    if (Test-Path -LiteralPath $What) {
        Remove-Item -LiteralPath $What
        Write-Information "Removed: $What"
    }
}

# Where a file that is written over is kept.
function Get-SavedPath([string]$Path) {
    Join-Path $Keep ('before-' + ($Path -replace '[:\\]', '_'))
}

function Undo-Saved([string]$What) {
    Move-Item -LiteralPath (Get-SavedPath $What) -Destination $What -Force
    Write-Information "Put back as it was: $What"
}

function Undo-Folder([string]$What) {
    if ((Test-Path -LiteralPath $What) -and @(Get-ChildItem -LiteralPath $What -Force).Count -eq 0) {
        Remove-Item -LiteralPath $What
        Write-Information "Removed: $What"
    }
}

function Undo-Install {
    $done = @(Get-Done)
    if ($done.Count -eq 0) {
        throw "By its journal ($($Journals[0])) this script added nothing on this server. What was done by hand is undone by hand (RUNBOOK.html)."
    }
    foreach ($entry in ($Certificates | Where-Object { $done -notcontains ('certificate {0} {1}' -f $_.Store, $_.Thumbprint) })) {
        Write-Information ('Left alone, it was there before: {0} in {1}' -f $entry.Name, $entry.Store)
    }
    foreach ($one in ($done | Where-Object { $PSCmdlet.ShouldProcess($_, 'Take back') })) {
        $kind, $what = $one -split ' ', 2
        $script:Changed = $true
        & "Undo-$kind" $what
        Add-ToJournal 'undone' $kind $what
    }
}

# The copy that is kept of an old certificate before it is removed; its private key stays on the server.
function Get-CopyPath([string]$Thumbprint) {
    Join-Path $Keep "$Thumbprint.cer"
}

function Undo-Removal([string]$What) {
    $store, $thumbprint = $What -split ' ', 2
    if (-not (Test-InStore $store $thumbprint)) {
        Import-Certificate -FilePath (Get-CopyPath $thumbprint) -CertStoreLocation "Cert:\LocalMachine\$store" | Out-Null
    }
    if ($store -eq 'My') {
        & certutil.exe -repairstore My $thumbprint | Out-Null
        if ($LASTEXITCODE -ne 0) {
            throw "The old certificate $thumbprint is in the Personal store again, but without its private key. Import its PFX, then run this again."
        }
    }
    Write-Information "Brought back: $(Get-StorePath $store $thumbprint)"
}

function Clear-Replaced([string[]]$Stores) {
    if (-not $Replaced) {
        throw 'This change replaces nothing, so there is no old certificate to remove.'
    }
    foreach ($store in ($Stores | Where-Object { Test-InStore $_ $Replaced })) {
        $question = "Remove the old certificate $Replaced from ${store}? A copy is kept; -Remove brings it back and takes the new one away."
        if ($PSCmdlet.ShouldProcess((Get-StorePath $store $Replaced), 'Remove') -and ($Force -or $PSCmdlet.ShouldContinue($question, $Case))) {
            Protect-Folder $Keep
            Export-Certificate -Cert (Get-Item -LiteralPath (Get-StorePath $store $Replaced)) -FilePath (Get-CopyPath $Replaced) -Type CERT -Force | Out-Null
            Add-ToJournal 'did' 'removal' "$store $Replaced"
            Clear-FromStore $store $Replaced
        }
    }
}

# Does the work and returns the exit code: 0 done, 1 stopped on the way, 2 nothing was changed. What is said goes into a transcript too; with
# -WhatIf nothing is written at all.
function Invoke-Work([scriptblock]$Work) {
    $code = 0
    $logged = $false
    try {
        if (-not $WhatIfPreference) {
            Protect-Folder $Keep
            $logged = Open-Log $Keep 'install'
        }
        & $Work | Out-Null
    } catch {
        $code = if ($script:Changed) { 1 } else { 2 }
        Write-Error -ErrorAction Continue -Message $_.Exception.Message
        if ($script:Changed) {
            Write-Warning 'It stopped on the way. Mend the cause and run it again; install.ps1 -Remove takes back what it did.'
        } else {
            Write-Warning 'Nothing was changed.'
        }
    } finally {
        if ($logged) {
            Stop-Transcript | Out-Null
        }
    }
    $code
}

function Add-ToStore($Entry, [System.Security.Cryptography.X509Certificates.X509Certificate2]$Certificate) {
    if (Test-InStore $Entry.Store $Entry.Thumbprint) {
        Write-Information ('In {0}: {1}' -f $Entry.Store, $Entry.Name)
        return
    }
    Add-ToJournal 'did' 'certificate' ('{0} {1}' -f $Entry.Store, $Entry.Thumbprint)
    $store = New-Object System.Security.Cryptography.X509Certificates.X509Store($Entry.Store, 'LocalMachine')
    $store.Open('ReadWrite')
    try {
        $store.Add($Certificate)
    } finally {
        $store.Close()
    }
    Write-Information ('Added to {0}: {1}' -f $Entry.Store, $Entry.Name)
}

# Import-PfxCertificate may put what else is inside into stores as it sees fit: every place that is empty now is noted before, and what
# it left empty is struck out afterwards.
function Import-Pfx([string]$Path, [securestring]$Password, $Inside, $Main) {
    $places = @(foreach ($certificate in $Inside) {
        foreach ($store in 'My', 'CA', 'Root') {
            if (-not (Test-InStore $store $certificate.Thumbprint)) {
                @{ Store = $store; Thumbprint = $certificate.Thumbprint; What = '{0} {1}' -f $store, $certificate.Thumbprint }
            }
        }
    })
    foreach ($place in $places) {
        Add-ToJournal 'did' 'certificate' $place.What
    }
    try {
        Import-PfxCertificate -FilePath $Path -CertStoreLocation "Cert:\LocalMachine\$($Main.Store)" -Password $Password | Out-Null
    } finally {
        foreach ($place in $places) {
            if (Test-InStore $place.Store $place.Thumbprint) {
                Write-Information ('Import-PfxCertificate added to {0}: {1}' -f $place.Store, $place.Thumbprint)
            } else {
                Add-ToJournal 'undone' 'certificate' $place.What
            }
        }
    }
    if (-not (Get-Item -LiteralPath (Get-StorePath $Main.Store $Main.Thumbprint)).HasPrivateKey) {
        throw 'The certificate was imported without its private key.'
    }
}

# Imports the certificate with its key, not exportable, and the CA certificates that are inside the PFX.
function Add-FromPfx([string]$Path) {
    $main = $Certificates | Where-Object { $_.Main }
    $missing = @($Certificates | Where-Object { ($_.Main -or $_.InPfx) -and -not (Test-InStore $_.Store $_.Thumbprint) })
    if ($missing.Count -eq 0) {
        Write-Information ('Already in {0}: {1}' -f $main.Store, $main.Name)
        return
    }
    $agreed = @($missing | Where-Object { $PSCmdlet.ShouldProcess((Get-StorePath $_.Store $_.Thumbprint), ('Import {0} from {1}' -f $_.Name, $Path)) })
    if ($agreed.Count -eq 0) {
        return
    }
    $password = if ($PfxPassword) { $PfxPassword } else { Read-Host -AsSecureString -Prompt "Password of $Path" }
    $content = Get-PfxData -FilePath $Path -Password $password
    $inside = @($content.EndEntityCertificates) + @($content.OtherCertificates)
    foreach ($entry in @($main) + $agreed) {
        if (@($inside | Where-Object { $_.Thumbprint -eq $entry.Thumbprint }).Count -eq 0) {
            throw ('{0} does not hold {1}, thumbprint {2}.' -f $Path, $entry.Name, $entry.Thumbprint)
        }
    }
    if ($agreed -contains $main) {
        Import-Pfx $Path $password $inside $main
    }
    foreach ($entry in ($agreed | Where-Object { -not $_.Main })) {
        Add-ToStore $entry ($inside | Where-Object { $_.Thumbprint -eq $entry.Thumbprint } | Select-Object -First 1)
    }
}

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
