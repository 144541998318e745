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
    [string]$Url = [regex]::Unescape('{{consumes_url}}'),
    [string]$ExportFolder = 'D:\Certificates'
)
{{>checks}}

{{>keys}}

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
