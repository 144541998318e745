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
{{#environments}}
{{#host_code}}
        [regex]::Unescape('{{host_code}}')
{{/host_code}}
{{/environments}}
    )
)
{{>checks}}

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
