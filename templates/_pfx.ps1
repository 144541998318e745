function Add-ToStore($Entry, [System.Security.Cryptography.X509Certificates.X509Certificate2]$Certificate) {
    if (Test-InStore $Entry.Store $Entry.Thumbprint) {
        Write-Host ('Already in {0}: {1}' -f $Entry.Store, $Entry.Name)
        return
    }
    $store = New-Object System.Security.Cryptography.X509Certificates.X509Store($Entry.Store, 'LocalMachine')
    $store.Open('ReadWrite')
    try {
        $store.Add($Certificate)
    } finally {
        $store.Close()
    }
    Add-ToJournal $Entry
    Write-Host ('Added to {0}: {1}' -f $Entry.Store, $Entry.Name)
}

# Imports the certificate with its key, not exportable, and the CA certificates that are inside the PFX.
function Add-FromPfx([string]$Path) {
    $main = $Certificates | Where-Object { $_.Main }
    $missing = @($Certificates | Where-Object { ($_.Main -or $_.InPfx) -and -not (Test-InStore $_.Store $_.Thumbprint) })
    if ($missing.Count -eq 0) {
        Write-Host ('Already in {0}: {1}' -f $main.Store, $main.Name)
        return
    }
    if (-not $PSCmdlet.ShouldProcess($Path, 'Import the PFX')) {
        return
    }
    $password = if ($PfxPassword) { $PfxPassword } else { Read-Host -AsSecureString -Prompt "Password of $Path" }
    $content = Get-PfxData -FilePath $Path -Password $password
    $inside = @($content.EndEntityCertificates) + @($content.OtherCertificates)
    if (@($inside | Where-Object { $_.Thumbprint -eq $main.Thumbprint }).Count -eq 0) {
        throw ('{0} does not hold the certificate with the thumbprint {1}.' -f $Path, $main.Thumbprint)
    }
    if (-not (Test-InStore $main.Store $main.Thumbprint)) {
        Import-PfxCertificate -FilePath $Path -CertStoreLocation "Cert:\LocalMachine\$($main.Store)" -Password $password | Out-Null
        if (-not (Get-Item -LiteralPath (Get-StorePath $main.Store $main.Thumbprint)).HasPrivateKey) {
            throw 'The certificate was imported without its private key.'
        }
        Add-ToJournal $main
        Write-Host ('Added to {0}: {1}' -f $main.Store, $main.Name)
    }
    foreach ($entry in ($missing | Where-Object { -not $_.Main })) {
        $certificate = $inside | Where-Object { $_.Thumbprint -eq $entry.Thumbprint } | Select-Object -First 1
        if (-not $certificate) {
            throw ('{0} is not inside {1}.' -f $entry.Name, $Path)
        }
        Add-ToStore $entry $certificate
    }
}
