#Requires -Version 5.1
<#
.SYNOPSIS
Checks on this server that the certificates of this bundle are where they belong. A line with PASS or FAIL each; exit code 1 when one fails.
.PARAMETER Url
A service to connect to; empty: none.
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

$Case = [regex]::Unescape('overdue')
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
$Replaced = '87311A6E292E5FE95F791078F6EBBA90C021D08C'

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

Test-AllStore
foreach ($entry in $Certificates) {
    Test-Check ('{0}: public part in {1}' -f $entry.Name, $ExportFolder) { Assert-Exported $entry $ExportFolder }
}
if ($Url) {
    Test-Check "TLS connection to $Url" { Assert-Connection $Url $null }
}
Exit-WithResult
