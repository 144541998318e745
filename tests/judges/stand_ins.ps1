# Where Windows has commands and drives of its own: folders for the drives, files for the certificates in stores.
param([string]$Work, [string[]]$Drives)
foreach ($drive in ($Drives -split ',')) {
    $root = if ($drive -eq 'Cert') { Join-Path $Work 'cert' } else { Join-Path $Work 'drive' }
    New-PSDrive -Name $drive -PSProvider FileSystem -Root $root -Scope Global | Out-Null
}

function global:Import-Certificate([string]$FilePath, [string]$CertStoreLocation) {
    $certificate = New-Object System.Security.Cryptography.X509Certificates.X509Certificate2($FilePath)
    Copy-Item -LiteralPath $FilePath -Destination (Join-Path $CertStoreLocation $certificate.Thumbprint)
}

function global:Export-Certificate($Cert, [string]$FilePath, [string]$Type, [switch]$Force) {
    Copy-Item -LiteralPath $Cert.FullName -Destination $FilePath -Force:$Force
}

# Every folder belongs to the administrators here.
function global:Get-Acl([string]$LiteralPath) {
    $acl = [pscustomobject]@{ Path = $LiteralPath }
    $acl | Add-Member -MemberType ScriptMethod -Name GetOwner -Value { [pscustomobject]@{ Value = 'S-1-5-32-544' } } -PassThru
}
