#Requires -Version 5.1
#Requires -RunAsAdministrator
<#
.SYNOPSIS
Checks on this server that IIS serves the certificate of this bundle, by asking it over TLS. A line with PASS or FAIL each; exit code 1
when one fails.
.PARAMETER SiteName
The IIS site.
.PARAMETER Port
The port of its HTTPS binding.
.PARAMETER HostName
The host names to ask this server for; those of the environments.
#>
[CmdletBinding()]
param(
    [string]$SiteName = 'Default Web Site',
    [int]$Port = 443,
    [string[]]$HostName = @(
        [regex]::Unescape('apps.internal.example.com')
    )
)
Set-StrictMode -Version 2.0
$ErrorActionPreference = 'Stop'

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

function Get-HttpsBinding {
    Import-Module WebAdministration
    @(Get-WebBinding -Name $SiteName -Protocol 'https' | Where-Object { $_.bindingInformation -like ('*:{0}:*' -f $Port) })
}

function Assert-Bound($Entry) {
    $found = @(Get-HttpsBinding)
    if (@($found | Where-Object { $_.certificateHash -eq $Entry.Thumbprint }).Count -eq 0) {
        throw ('the HTTPS bindings of "{0}" on port {1} have: {2}' -f $SiteName, $Port, (($found | ForEach-Object { $_.certificateHash }) -join ', '))
    }
}

# Where the binding listens: an address of its own, or everywhere.
function Get-ListenAddress($Entry) {
    $bound = Get-HttpsBinding | Where-Object { $_.certificateHash -eq $Entry.Thumbprint } | Select-Object -First 1
    if ($bound -and $bound.bindingInformation -match '^\[?([0-9a-fA-F.:]+)\]?:\d+:') {
        return $Matches[1]
    }
    'localhost'
}

# What this server shows to a client that asks for the name; trust is judged by the checks of the chain.
function Assert-Served($Entry, [string]$Name) {
    $client = New-Object System.Net.Sockets.TcpClient((Get-ListenAddress $Entry), $Port)
    try {
        $accept = [System.Net.Security.RemoteCertificateValidationCallback] { $true }
        $stream = New-Object System.Net.Security.SslStream($client.GetStream(), $false, $accept)
        $stream.AuthenticateAsClient($Name, $null, [System.Security.Authentication.SslProtocols]::Tls12, $false)
        $served = New-Object System.Security.Cryptography.X509Certificates.X509Certificate2($stream.RemoteCertificate)
        $stream.Dispose()
    } finally {
        $client.Close()
    }
    if ($served.Thumbprint -ne $Entry.Thumbprint) {
        throw ('the server shows {0}' -f $served.Thumbprint)
    }
}

Test-AllStore
foreach ($entry in ($Certificates | Where-Object { $_.Main })) {
    Test-Check ('{0}: has its private key' -f $entry.Name) { if (-not (Get-Installed $entry).HasPrivateKey) { throw 'no private key' } }
    Test-Check ('{0}: bound to {1}, port {2}' -f $entry.Name, $SiteName, $Port) { Assert-Bound $entry }
    foreach ($name in @(if ($HostName) { $HostName } else { 'localhost' })) {
        Test-Check ('{0}: served when asked for {1}' -f $entry.Name, $name) { Assert-Served $entry $name }
    }
}
Exit-WithResult
