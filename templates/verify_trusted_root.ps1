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
    [string]$Url = [regex]::Unescape('{{consumes_url}}'),
    [string]$ExportFolder = 'D:\Certificates'
)
{{>checks}}

Test-AllStore
foreach ($entry in $Certificates) {
    Test-Check ('{0}: public part in {1}' -f $entry.Name, $ExportFolder) { Assert-Exported $entry $ExportFolder }
}
if ($Url) {
    Test-Check "TLS connection to $Url" { Assert-Connection $Url $null }
}
Exit-WithResult
