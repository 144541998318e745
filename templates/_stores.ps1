# What this script added on this server, a line each: store and thumbprint. -Remove takes back only that.
$Journal = Join-Path $PSScriptRoot "installed-$env:COMPUTERNAME.txt"

function Get-StorePath([string]$Store, [string]$Thumbprint) {
    "Cert:\LocalMachine\$Store\$Thumbprint"
}

function Test-InStore([string]$Store, [string]$Thumbprint) {
    Test-Path -LiteralPath (Get-StorePath $Store $Thumbprint)
}

function Assert-File([string]$Path, [string]$Sha256) {
    if (-not (Test-Path -LiteralPath $Path -PathType Leaf)) {
        throw "The file $Path is missing. Unpack the whole bundle and run this script from its folder."
    }
    if ((Get-FileHash -LiteralPath $Path -Algorithm SHA256).Hash -ne $Sha256) {
        throw "The file $Path is not the one this script was made for (its SHA-256 differs). Unpack the bundle again."
    }
}

function Add-ToJournal($Entry) {
    Add-Content -LiteralPath $Journal -Value ('{0} {1}' -f $Entry.Store, $Entry.Thumbprint) -Encoding ASCII
}

function Add-FromFile($Entry) {
    $path = Join-Path $PSScriptRoot $Entry.File
    Assert-File $path $Entry.Sha256
    if (Test-InStore $Entry.Store $Entry.Thumbprint) {
        Write-Host ('Already in {0}: {1}' -f $Entry.Store, $Entry.Name)
        return
    }
    if ($PSCmdlet.ShouldProcess((Get-StorePath $Entry.Store $Entry.Thumbprint), ('Import {0}' -f $Entry.Name))) {
        Import-Certificate -FilePath $path -CertStoreLocation "Cert:\LocalMachine\$($Entry.Store)" | Out-Null
        if (-not (Test-InStore $Entry.Store $Entry.Thumbprint)) {
            throw ('{0} was imported but is not in {1}.' -f $Entry.Name, $Entry.Store)
        }
        Add-ToJournal $Entry
        Write-Host ('Added to {0}: {1}' -f $Entry.Store, $Entry.Name)
    }
}

function Remove-FromStore([string]$Store, [string]$Thumbprint, [switch]$DeleteKey) {
    $path = Get-StorePath $Store $Thumbprint
    if (-not (Test-Path -LiteralPath $path)) {
        Write-Host "Not there any more: $path"
        return
    }
    if ($PSCmdlet.ShouldProcess($path, 'Remove')) {
        if ($DeleteKey) {
            Remove-Item -LiteralPath $path -DeleteKey
        } else {
            Remove-Item -LiteralPath $path
        }
        Write-Host "Removed: $path"
    }
}

function Undo-Install {
    if (-not (Test-Path -LiteralPath $Journal)) {
        throw "There is no $Journal, so this script added nothing on this server. What was done by hand is undone by hand (RUNBOOK.html)."
    }
    $lines = @(Get-Content -LiteralPath $Journal)
    foreach ($entry in $Certificates) {
        if ($lines -contains ('{0} {1}' -f $entry.Store, $entry.Thumbprint)) {
            Remove-FromStore $entry.Store $entry.Thumbprint -DeleteKey:($entry.Store -eq 'My')
        } else {
            Write-Host ('Left alone, it was there before: {0} in {1}' -f $entry.Name, $entry.Store)
        }
    }
    if ($PSCmdlet.ShouldProcess($Journal, 'Remove')) {
        Remove-Item -LiteralPath $Journal
    }
}

function Remove-Replaced([string[]]$Stores) {
    if (-not $Replaced) {
        throw 'This change replaces nothing, so there is no old certificate to remove.'
    }
    foreach ($store in $Stores) {
        if (Test-InStore $store $Replaced) {
            Remove-FromStore $store $Replaced
        }
    }
}

function Export-PublicPart($Entry, [string]$Folder) {
    $path = Join-Path $Folder ([System.IO.Path]::ChangeExtension([System.IO.Path]::GetFileName($Entry.File), '.cer'))
    if (-not $PSCmdlet.ShouldProcess($path, ('Export the public part of {0}' -f $Entry.Name))) {
        return
    }
    if (-not (Test-Path -LiteralPath $Folder)) {
        New-Item -ItemType Directory -Path $Folder | Out-Null
    }
    $certificate = Get-Item -LiteralPath (Get-StorePath $Entry.Store $Entry.Thumbprint)
    Export-Certificate -Cert $certificate -FilePath $path -Type CERT -Force | Out-Null
    Write-Host "Exported: $path"
}
