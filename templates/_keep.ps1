# A folder under ProgramData\certcase that only administrators can write to: what stands there is gone by again. Accounts by SID.
function Protect-Folder([string]$Path) {
    $top = Join-Path $env:ProgramData 'certcase'
    if (-not (Test-Path -LiteralPath $top)) {
        New-Item -ItemType Directory -Path $top | Out-Null
        & icacls.exe $top /setowner '*S-1-5-32-544' /q | Out-Null
        & icacls.exe $top /inheritance:r /grant:r '*S-1-5-18:(OI)(CI)F' '*S-1-5-32-544:(OI)(CI)F' /q | Out-Null
        if ($LASTEXITCODE -ne 0 -or @(Get-ChildItem -LiteralPath $top -Force).Count -gt 0) {
            throw "$top could not be kept for administrators alone."
        }
    }
    $owner = (Get-Acl -LiteralPath $top).GetOwner([System.Security.Principal.SecurityIdentifier]).Value
    if ('S-1-5-32-544', 'S-1-5-18' -notcontains $owner) {
        throw "$top belongs to $owner, not to the administrators. Look at what is in it, remove it, and run this again."
    }
    New-Item -ItemType Directory -Path $Path -Force | Out-Null
}

# True when what is said from now on goes into a transcript in the folder; some hosts have none.
function Open-Log([string]$Folder, [string]$Name) {
    try {
        Start-Transcript -LiteralPath (Join-Path $Folder ('{0}-{1:yyyyMMdd-HHmmss}.log' -f $Name, [datetime]::UtcNow)) | Out-Null
        return $true
    } catch {
        Write-Warning "There is no transcript: $($_.Exception.Message)"
        return $false
    }
}
