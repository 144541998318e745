# Found before anything is changed: a front-end without that drive, or where the folder, or the one it will be made in, takes no file.
function Assert-ExportFolder([string]$Folder) {
    if ($Folder -notmatch '^([A-Za-z]:|\\\\[^\\]+\\[^\\]+)\\') {
        throw "$Folder is not a full path such as D:\Certificates; name one with -ExportFolder."
    }
    if (-not (Test-Path -LiteralPath $Matches[0])) {
        throw "There is no $($Matches[0]) on this server. Name another folder with -ExportFolder, the same on every front-end."
    }
    if ($WhatIfPreference) {
        return
    }
    $there = $Folder
    while (-not (Test-Path -LiteralPath $there)) {
        $there = Split-Path -Parent $there
    }
    $probe = Join-Path $there ('certcase-{0}.tmp' -f [guid]::NewGuid())
    try {
        New-Item -ItemType File -Path $probe | Out-Null
        Remove-Item -LiteralPath $probe
    } catch {
        throw "No file can be written to ${there}: $($_.Exception.Message) Name another folder with -ExportFolder, the same on every front-end."
    }
}

function Export-PublicPart($Entry, [string]$Folder) {
    $path = Join-Path $Folder ([System.IO.Path]::ChangeExtension([System.IO.Path]::GetFileName($Entry.File), '.cer'))
    $is_there = Test-Path -LiteralPath $path -PathType Leaf
    if ($is_there -and (Get-FileHash -LiteralPath $path -Algorithm SHA256).Hash -eq $Entry.Sha256) {
        Write-Information "Already exported: $path"
        return
    }
    if (-not $PSCmdlet.ShouldProcess($path, ('Export the public part of {0}' -f $Entry.Name))) {
        return
    }
    if (-not (Test-Path -LiteralPath $Folder)) {
        Add-ToJournal 'did' 'folder' $Folder
        New-Item -ItemType Directory -Path $Folder | Out-Null
    }
    $done = @(Get-Done)
    if (-not $is_there) {
        Add-ToJournal 'did' 'file' $path
    } elseif ($done -notcontains "file $path" -and $done -notcontains "saved $path") {
        Protect-Folder $Keep
        Copy-Item -LiteralPath $path -Destination (Get-SavedPath $path)
        Add-ToJournal 'did' 'saved' $path
    }
    $certificate = Get-Item -LiteralPath (Get-StorePath $Entry.Store $Entry.Thumbprint)
    Export-Certificate -Cert $certificate -FilePath $path -Type CERT -Force | Out-Null
    Write-Information "Exported: $path"
}
