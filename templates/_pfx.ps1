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
