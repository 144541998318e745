# What this script adds on this server, a line each, written before it is added: beside the script, and where it outlives the bundle.
# A line: time, did or undone, kind, what. -Remove takes back what was done and is not undone yet, the newest first.
$Keep = Join-Path $env:ProgramData 'certcase\{{file_id}}'
$Journals = @((Join-Path $Keep 'journal.txt'), (Join-Path $PSScriptRoot "journal-$env:COMPUTERNAME.txt"))
$script:Changed = $false

{{>keep}}

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

function Add-ToJournal([string]$Verb, [string]$Kind, [string]$What) {
    Protect-Folder $Keep
    $line = '{0:yyyy-MM-ddTHH:mm:ssZ} {1} {2} {3}' -f [datetime]::UtcNow, $Verb, $Kind, $What
    foreach ($journal in $Journals) {
        Add-Content -LiteralPath $journal -Value $line -Encoding UTF8
    }
    $script:Changed = $true
}

# What was done and is not undone, the newest first.
function Get-Done {
    $journal = $Journals | Where-Object { Test-Path -LiteralPath $_ } | Select-Object -First 1
    $open = New-Object System.Collections.ArrayList
    foreach ($line in @(if ($journal) { Get-Content -LiteralPath $journal -Encoding UTF8 })) {
        if ($line -notmatch '^\S+ (did|undone) ((certificate|file|saved|folder|binding|permission|service|removal) .+)$') {
            throw "The line '$line' of $journal is not one of this script. Take back by hand (RUNBOOK.html)."
        }
        $open.Remove($Matches[2])
        if ($Matches[1] -eq 'did') {
            $open.Insert(0, $Matches[2])
        }
    }
    $open
}

function Add-FromFile($Entry) {
    $path = Join-Path $PSScriptRoot $Entry.File
    if (Test-InStore $Entry.Store $Entry.Thumbprint) {
        Write-Information ('Already in {0}: {1}' -f $Entry.Store, $Entry.Name)
        return
    }
    if ($PSCmdlet.ShouldProcess((Get-StorePath $Entry.Store $Entry.Thumbprint), ('Import {0}' -f $Entry.Name))) {
        Add-ToJournal 'did' 'certificate' ('{0} {1}' -f $Entry.Store, $Entry.Thumbprint)
        Import-Certificate -FilePath $path -CertStoreLocation "Cert:\LocalMachine\$($Entry.Store)" | Out-Null
        if (-not (Test-InStore $Entry.Store $Entry.Thumbprint)) {
            throw ('{0} was imported but is not in {1}.' -f $Entry.Name, $Entry.Store)
        }
        Write-Information ('Added to {0}: {1}' -f $Entry.Store, $Entry.Name)
    }
}

function Clear-FromStore([string]$Store, [string]$Thumbprint, [switch]$DeleteKey) {
    $path = Get-StorePath $Store $Thumbprint
    if (-not (Test-Path -LiteralPath $path)) {
        Write-Information "Not there any more: $path"
        return
    }
    $script:Changed = $true
    if ($DeleteKey) {
        Remove-Item -LiteralPath $path -DeleteKey
    } else {
        Remove-Item -LiteralPath $path
    }
    Write-Information "Removed: $path"
}

function Undo-Certificate([string]$What) {
    $store, $thumbprint = $What -split ' ', 2
    Clear-FromStore $store $thumbprint -DeleteKey:($store -eq 'My')
}

function Undo-File([string]$What) {
    if (Test-Path -LiteralPath $What) {
        Remove-Item -LiteralPath $What
        Write-Information "Removed: $What"
    }
}

# Where a file that is written over is kept.
function Get-SavedPath([string]$Path) {
    Join-Path $Keep ('before-' + ($Path -replace '[:\\]', '_'))
}

function Undo-Saved([string]$What) {
    Move-Item -LiteralPath (Get-SavedPath $What) -Destination $What -Force
    Write-Information "Put back as it was: $What"
}

function Undo-Folder([string]$What) {
    if ((Test-Path -LiteralPath $What) -and @(Get-ChildItem -LiteralPath $What -Force).Count -eq 0) {
        Remove-Item -LiteralPath $What
        Write-Information "Removed: $What"
    }
}

function Undo-Install {
    $done = @(Get-Done)
    if ($done.Count -eq 0) {
        throw "By its journal ($($Journals[0])) this script added nothing on this server. What was done by hand is undone by hand (RUNBOOK.html)."
    }
    foreach ($entry in ($Certificates | Where-Object { $done -notcontains ('certificate {0} {1}' -f $_.Store, $_.Thumbprint) })) {
        Write-Information ('Left alone, it was there before: {0} in {1}' -f $entry.Name, $entry.Store)
    }
    foreach ($one in ($done | Where-Object { $PSCmdlet.ShouldProcess($_, 'Take back') })) {
        $kind, $what = $one -split ' ', 2
        $script:Changed = $true
        & "Undo-$kind" $what
        Add-ToJournal 'undone' $kind $what
    }
}

# The copy that is kept of an old certificate before it is removed; its private key stays on the server.
function Get-CopyPath([string]$Thumbprint) {
    Join-Path $Keep "$Thumbprint.cer"
}

function Undo-Removal([string]$What) {
    $store, $thumbprint = $What -split ' ', 2
    if (-not (Test-InStore $store $thumbprint)) {
        Import-Certificate -FilePath (Get-CopyPath $thumbprint) -CertStoreLocation "Cert:\LocalMachine\$store" | Out-Null
    }
    if ($store -eq 'My') {
        & certutil.exe -repairstore My $thumbprint | Out-Null
        if ($LASTEXITCODE -ne 0) {
            throw "The old certificate $thumbprint is in the Personal store again, but without its private key. Import its PFX, then run this again."
        }
    }
    Write-Information "Brought back: $(Get-StorePath $store $thumbprint)"
}

function Clear-Replaced([string[]]$Stores) {
    if (-not $Replaced) {
        throw 'This change replaces nothing, so there is no old certificate to remove.'
    }
    foreach ($store in ($Stores | Where-Object { Test-InStore $_ $Replaced })) {
        $question = "Remove the old certificate $Replaced from ${store}? A copy is kept; -Remove brings it back and takes the new one away."
        if ($PSCmdlet.ShouldProcess((Get-StorePath $store $Replaced), 'Remove') -and ($Force -or $PSCmdlet.ShouldContinue($question, $Case))) {
            Protect-Folder $Keep
            Export-Certificate -Cert (Get-Item -LiteralPath (Get-StorePath $store $Replaced)) -FilePath (Get-CopyPath $Replaced) -Type CERT -Force | Out-Null
            Add-ToJournal 'did' 'removal' "$store $Replaced"
            Clear-FromStore $store $Replaced
        }
    }
}

# Does the work and returns the exit code: 0 done, 1 stopped on the way, 2 nothing was changed. What is said goes into a transcript too; with
# -WhatIf nothing is written at all.
function Invoke-Work([scriptblock]$Work) {
    $code = 0
    $logged = $false
    try {
        if (-not $WhatIfPreference) {
            Protect-Folder $Keep
            $logged = Open-Log $Keep 'install'
        }
        & $Work | Out-Null
    } catch {
        $code = if ($script:Changed) { 1 } else { 2 }
        Write-Error -ErrorAction Continue -Message $_.Exception.Message
        if ($script:Changed) {
            Write-Warning 'It stopped on the way. Mend the cause and run it again; install.ps1 -Remove takes back what it did.'
        } else {
            Write-Warning 'Nothing was changed.'
        }
    } finally {
        if ($logged) {
            Stop-Transcript | Out-Null
        }
    }
    $code
}
