#Requires -Version 5.1
#Requires -RunAsAdministrator
<#
.SYNOPSIS
Checks on this server that the client certificate of this bundle can be used. A line with PASS or FAIL each; exit code 1 when one fails.
.PARAMETER Url
A service to connect to with the certificate; empty: none.
.PARAMETER ExportFolder
Where the public part was exported to.
#>
[CmdletBinding()]
param(
    [string]$Url = [regex]::Unescape(''),
    [string]$ExportFolder = 'D:\Certificates'
)
Set-StrictMode -Version 2.0
$ErrorActionPreference = 'Stop'

$Case = [regex]::Unescape('client')
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
$Replaced = '803E30FC2A02F6524480DCDC41FFB999A0C4DFF5'

$script:Failed = 0

# A check passes unless it throws.
function Test-Check([string]$Name, [scriptblock]$Check) {
    try {
        & $Check | Out-Null
        Write-Output ('PASS  {0}' -f $Name)
    } catch {
        $script:Failed++
        Write-Output ('FAIL  {0}: {1}' -f $Name, $_.Exception.Message)
    }
}

function Get-Installed($Entry) {
    $path = 'Cert:\LocalMachine\{0}\{1}' -f $Entry.Store, $Entry.Thumbprint
    if (-not (Test-Path -LiteralPath $path)) {
        throw "not found: $path"
    }
    Get-Item -LiteralPath $path
}

function Assert-SameContent([System.Security.Cryptography.X509Certificates.X509Certificate2]$Certificate, [string]$Sha256) {
    $hash = [System.Security.Cryptography.SHA256]::Create()
    $actual = [System.BitConverter]::ToString($hash.ComputeHash($Certificate.RawData)).Replace('-', '')
    $hash.Dispose()
    if ($actual -ne $Sha256) {
        throw "its SHA-256 is $actual, not $Sha256"
    }
}

function Assert-InTime([System.Security.Cryptography.X509Certificates.X509Certificate2]$Certificate) {
    $now = Get-Date
    if ($Certificate.NotBefore -gt $now) {
        throw ('it is not valid before {0:u}' -f $Certificate.NotBefore.ToUniversalTime())
    }
    if ($Certificate.NotAfter -lt $now) {
        throw ('it expired on {0:u}' -f $Certificate.NotAfter.ToUniversalTime())
    }
}

function Assert-Chain([System.Security.Cryptography.X509Certificates.X509Certificate2]$Certificate) {
    $chain = New-Object System.Security.Cryptography.X509Certificates.X509Chain($true)
    $chain.ChainPolicy.RevocationMode = 'NoCheck'
    if (-not $chain.Build($Certificate)) {
        throw (($chain.ChainStatus | ForEach-Object { $_.StatusInformation.Trim() }) -join ' ')
    }
}

function Test-AllStore {
    foreach ($entry in $Certificates) {
        Test-Check ('{0}: in {1}, thumbprint {2}' -f $entry.Name, $entry.Store, $entry.Thumbprint) { Assert-SameContent (Get-Installed $entry) $entry.Sha256 }
        Test-Check ('{0}: valid today' -f $entry.Name) { Assert-InTime (Get-Installed $entry) }
        Test-Check ('{0}: its chain ends at a trusted root' -f $entry.Name) { Assert-Chain (Get-Installed $entry) }
    }
    foreach ($store in 'Root', 'CA', 'My') {
        if ($Replaced -and (Test-Path -LiteralPath "Cert:\LocalMachine\$store\$Replaced")) {
            Write-Output "NOTE  the old certificate $Replaced is still in $store; install.ps1 -RemoveReplaced asks and removes it"
        }
    }
}

function Assert-Exported($Entry, [string]$Folder) {
    $path = Join-Path $Folder ([System.IO.Path]::ChangeExtension([System.IO.Path]::GetFileName($Entry.File), '.cer'))
    if (-not (Test-Path -LiteralPath $path -PathType Leaf)) {
        throw "not found: $path"
    }
    if ((Get-FileHash -LiteralPath $path -Algorithm SHA256).Hash -ne $Entry.Sha256) {
        throw "$path holds something else"
    }
}

# Any answer of the server shows that TLS works; what the answer says is not judged.
function Assert-Connection([string]$Address, $ClientCertificate) {
    [System.Net.ServicePointManager]::SecurityProtocol = [System.Net.ServicePointManager]::SecurityProtocol -bor [System.Net.SecurityProtocolType]::Tls12
    $request = [System.Net.WebRequest]::Create($Address)
    $request.Timeout = 20000
    if ($ClientCertificate) {
        $request.ClientCertificates.Add($ClientCertificate) | Out-Null
    }
    try {
        $request.GetResponse().Close()
    } catch {
        $problem = $_.Exception
        while ($problem.InnerException -and $problem -isnot [System.Net.WebException]) {
            $problem = $problem.InnerException
        }
        if ($problem -isnot [System.Net.WebException] -or -not $problem.Response) {
            throw $problem.Message
        }
        $problem.Response.Close()
    }
}

function Exit-WithResult {
    if ($script:Failed -gt 0) {
        Write-Output ('{0} checks failed on {1} ({2})' -f $script:Failed, $env:COMPUTERNAME, $Case)
        exit 1
    }
    Write-Output ('All checks passed on {0} ({1})' -f $env:COMPUTERNAME, $Case)
    exit 0
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

function Assert-KeyReadable([string]$Path, [string]$Sid) {
    $mine = @(Get-ReadRule $Path $Sid)
    if (@($mine | Where-Object { $_.AccessControlType -eq 'Deny' }).Count -gt 0) {
        throw "denied on $Path"
    }
    if ($mine.Count -eq 0) {
        throw "no permission on $Path (importing the PFX again resets it); run install.ps1 again"
    }
}

Test-AllStore
foreach ($entry in ($Certificates | Where-Object { $_.Main })) {
    Test-Check ('{0}: has its private key' -f $entry.Name) { if (-not (Get-Installed $entry).HasPrivateKey) { throw 'no private key' } }
    foreach ($reader in $KeyReaders) {
        Test-Check ('{0}: private key readable by {1}' -f $entry.Name, $reader.Name) { Assert-KeyReadable (Get-KeyFile (Get-Installed $entry)) $reader.Sid }
    }
    Test-Check ('{0}: public part in {1}' -f $entry.Name, $ExportFolder) { Assert-Exported $entry $ExportFolder }
    if ($Url) {
        Test-Check "TLS connection to $Url with the certificate" { Assert-Connection $Url (Get-Installed $entry) }
    }
}
Test-Check 'CNG Key Isolation (KeyIso) is running' { if ((Get-Service -Name KeyIso).Status -ne 'Running') { throw 'it is not; Start-Service KeyIso' } }
Exit-WithResult
