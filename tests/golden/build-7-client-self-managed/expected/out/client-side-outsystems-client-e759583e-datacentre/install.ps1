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
done, here and in C:\ProgramData\certcase\client-side-outsystems-client-e759583e-datacentre, where a transcript is kept as well. Exit code 0: done; 1: it stopped on the way; 2:
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
    [string]$PfxPath = (Join-Path $PSScriptRoot 'certificates/outsystems-client.pfx'),
    [Parameter(ParameterSetName = 'Install')]
    [securestring]$PfxPassword,
    [Parameter(ParameterSetName = 'Install')]
    [Parameter(ParameterSetName = 'RemoveReplaced')]
    [string]$ExportFolder = 'D:\Certificates',
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

$Case = [regex]::Unescape('client-side-outsystems-client-e759583e-datacentre')
$Certificates = @(
    @{
        Name       = [regex]::Unescape('outsystems-client')
        Thumbprint = 'C5FED710673589D8BBC98074DEA129B6C44EEDD4'
        Sha256     = 'e759583ec9dfcb2a1e73bd5a1a90e52fd21b0873b98e38092ab07df07c388ac8'
        Store      = 'My'
        File       = 'certificates/outsystems-client.pfx'
        InPfx      = $true
        Main       = $true
    }
    @{
        Name       = [regex]::Unescape('Partner Issuing CA 1')
        Thumbprint = 'AAA465F32E57BE37A4B25470A8FA3ED79CF9B785'
        Sha256     = '683a64e5baf1e630578d328c93e2a25e5797da50dc127ae84cc0c56f53d6c261'
        Store      = 'CA'
        File       = 'certificates/outsystems-client.pfx'
        InPfx      = $true
        Main       = $false
    }
    @{
        Name       = [regex]::Unescape('Partner Root CA')
        Thumbprint = '9F4707C5B82E228353D3AAF3535B34F148E706BD'
        Sha256     = '40cc8ce18e1a16317cc858bb757bc947ad7b940164c6d95d63ef8b61bc5f313b'
        Store      = 'Root'
        File       = 'certificates/outsystems-client.pfx'
        InPfx      = $true
        Main       = $false
    }
)
$Replaced = ''
$PfxSha256 = 'dcb1090a30f5ae087ba542cedfdc3e1528085625678bc88c3392c45eea56abb9'

# What this script adds on this server, a line each, written before it is added: beside the script, and where it outlives the bundle.
# A line: time, did or undone, kind, what. -Remove takes back what was done and is not undone yet, the newest first.
$Keep = Join-Path $env:ProgramData 'certcase\client-side-outsystems-client-e759583e-datacentre'
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

# Found before anything is changed: a front-end without that drive, or where the folder, or the one it will be made in, takes no file.
function Assert-ExportFolder([string]$Folder) {
    if ($Folder -notmatch '^([A-Za-z]:|\\\\[^\\]+\\[^\\]+)\\') {
        throw "$Folder is not a full path such as D:\Certificates; name one with -ExportFolder."
    }
    if (-not (Test-Path -LiteralPath $Matches[0])) {
        throw "There is no $($Matches[0]) on this server. Name another folder with -ExportFolder, the same on every front-end."
    }
    if ($WhatIfPreference) {
        return
    }
    $there = $Folder
    while (-not (Test-Path -LiteralPath $there)) {
        $there = Split-Path -Parent $there
    }
    $probe = Join-Path $there ('certcase-{0}.tmp' -f [guid]::NewGuid())
    try {
        New-Item -ItemType File -Path $probe | Out-Null
        Remove-Item -LiteralPath $probe
    } catch {
        throw "No file can be written to ${there}: $($_.Exception.Message) Name another folder with -ExportFolder, the same on every front-end."
    }
}

function Export-PublicPart($Entry, [string]$Folder) {
    $path = Join-Path $Folder ([System.IO.Path]::ChangeExtension([System.IO.Path]::GetFileName($Entry.File), '.cer'))
    $is_there = Test-Path -LiteralPath $path -PathType Leaf
    if ($is_there -and (Get-FileHash -LiteralPath $path -Algorithm SHA256).Hash -eq $Entry.Sha256) {
        Write-Information "Already exported: $path"
        return
    }
    if (-not $PSCmdlet.ShouldProcess($path, ('Export the public part of {0}' -f $Entry.Name))) {
        return
    }
    if (-not (Test-Path -LiteralPath $Folder)) {
        Add-ToJournal 'did' 'folder' $Folder
        New-Item -ItemType Directory -Path $Folder | Out-Null
    }
    $done = @(Get-Done)
    if (-not $is_there) {
        Add-ToJournal 'did' 'file' $path
    } elseif ($done -notcontains "file $path" -and $done -notcontains "saved $path") {
        Protect-Folder $Keep
        Copy-Item -LiteralPath $path -Destination (Get-SavedPath $path)
        Add-ToJournal 'did' 'saved' $path
    }
    $certificate = Get-Item -LiteralPath (Get-StorePath $Entry.Store $Entry.Thumbprint)
    Export-Certificate -Cert $certificate -FilePath $path -Type CERT -Force | Out-Null
    Write-Information "Exported: $path"
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

# Accounts by their SID, which is the same in every language of Windows.
$KeyReaders = @(
    @{ Name = 'IIS_IUSRS'; Sid = 'S-1-5-32-568' }
    @{ Name = 'NETWORK SERVICE'; Sid = 'S-1-5-20' }
)

# The file that holds the private key: a CNG key and a key of an older provider (CSP) live in different folders.
function Get-KeyFile([System.Security.Cryptography.X509Certificates.X509Certificate2]$Certificate) {
    $key = [System.Security.Cryptography.X509Certificates.RSACertificateExtensions]::GetRSAPrivateKey($Certificate)
    if (-not $key) {
        $key = [System.Security.Cryptography.X509Certificates.ECDsaCertificateExtensions]::GetECDsaPrivateKey($Certificate)
    }
    if (-not $key) {
        throw 'The certificate has no private key on this server.'
    }
    if ($key -is [System.Security.Cryptography.RSACryptoServiceProvider]) {
        $name = $key.CspKeyContainerInfo.UniqueKeyContainerName
    } else {
        $name = $key.Key.UniqueName
    }
    foreach ($folder in 'Keys', 'RSA\MachineKeys', 'SystemKeys') {
        $path = Join-Path $env:ProgramData "Microsoft\Crypto\$folder\$name"
        if (Test-Path -LiteralPath $path -PathType Leaf) {
            return $path
        }
    }
    throw "The key $name is not in a file of this server. Set its permissions with certlm.msc: All Tasks, Manage Private Keys."
}

# The rules that let an account read a file, or deny it.
function Get-ReadRule([string]$Path, [string]$Sid) {
    $read = [System.Security.AccessControl.FileSystemRights]::ReadData
    $rules = (Get-Acl -LiteralPath $Path).GetAccessRules($true, $true, [System.Security.Principal.SecurityIdentifier])
    $rules | Where-Object { $_.IdentityReference.Value -eq $Sid -and ($_.FileSystemRights -band $read) }
}

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
