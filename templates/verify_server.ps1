#Requires -Version 5.1
#Requires -RunAsAdministrator
<#
.SYNOPSIS
Checks on this server that IIS serves the certificate of this bundle. A line with PASS or FAIL each; exit code 1 when one fails.
.PARAMETER SiteName
The IIS site.
.PARAMETER Port
The port of its HTTPS binding.
.PARAMETER HostName
A host name to ask this server for over TLS; empty: none.
#>
[CmdletBinding()]
param(
    [string]$SiteName = 'Default Web Site',
    [int]$Port = 443,
    [string]$HostName = ''
)
Set-StrictMode -Version 2.0
$ErrorActionPreference = 'Stop'

{{>certificates}}

{{>checks}}

function Assert-Bound($Entry) {
    Import-Module WebAdministration
    $found = @(Get-WebBinding -Name $SiteName -Protocol 'https' | Where-Object { $_.bindingInformation -like ('*:{0}:*' -f $Port) })
    if (@($found | Where-Object { $_.certificateHash -eq $Entry.Thumbprint }).Count -eq 0) {
        throw ('the HTTPS bindings of "{0}" on port {1} have: {2}' -f $SiteName, $Port, (($found | ForEach-Object { $_.certificateHash }) -join ', '))
    }
}

# What this server shows to a client that asks for the name; trust is judged by the checks of the chain.
function Assert-Served($Entry) {
    $client = New-Object System.Net.Sockets.TcpClient('localhost', $Port)
    try {
        $accept = [System.Net.Security.RemoteCertificateValidationCallback] { $true }
        $stream = New-Object System.Net.Security.SslStream($client.GetStream(), $false, $accept)
        $stream.AuthenticateAsClient($HostName, $null, [System.Security.Authentication.SslProtocols]::Tls12, $false)
        $served = New-Object System.Security.Cryptography.X509Certificates.X509Certificate2($stream.RemoteCertificate)
        $stream.Dispose()
    } finally {
        $client.Close()
    }
    if ($served.Thumbprint -ne $Entry.Thumbprint) {
        throw ('the server shows {0}' -f $served.Thumbprint)
    }
}

Test-Stores
foreach ($entry in ($Certificates | Where-Object { $_.Main })) {
    Test-Check ('{0}: has its private key' -f $entry.Name) { if (-not (Get-Installed $entry).HasPrivateKey) { throw 'no private key' } }
    Test-Check ('{0}: bound to {1}, port {2}' -f $entry.Name, $SiteName, $Port) { Assert-Bound $entry }
    if ($HostName) {
        Test-Check ('{0}: served for {1}' -f $entry.Name, $HostName) { Assert-Served $entry }
    }
}
Exit-WithResult
