#Requires -Version 5.1
<#
.SYNOPSIS
Installs and verifies the certificate of this bundle on every front-end of the change, one after the other, over PowerShell remoting.
.DESCRIPTION
Run it from the unpacked bundle, on a computer from which the front-ends can be reached (Test-WSMan FRONTEND). For each front-end it
copies the bundle there, runs install.ps1 and verify.ps1, and removes the PFX from there again, whatever happened. It stops at the
first failure, a PFX that could not be removed too. What is done stands in install-all-done.txt beside it: run it again and it goes on
where it stopped. A transcript is kept beside it as well; with -WhatIf nothing is written.
Exit code 0: all front-ends are done; 1: one failed; 2: it could not begin.
.PARAMETER ComputerName
The front-ends, instead of those of the change.
.PARAMETER Credential
An account with administrator rights on the front-ends, if not the one that runs this.
.PARAMETER Folder
Where the bundle goes on each front-end.
.PARAMETER PfxPath
The PFX with the private key, on this computer.
.PARAMETER Option
More options of install.ps1, for example @{ SiteName = 'Default Web Site'; Port = 443 }
.PARAMETER Again
Does the front-ends that are done already once more.
.EXAMPLE
.\install-all.ps1 -PfxPath C:\Temp\server.pfx -WhatIf
#>
[CmdletBinding(SupportsShouldProcess = $true)]
param(
    [string[]]$ComputerName = @(),
    [System.Management.Automation.PSCredential]$Credential,
    [string]$Folder = 'C:\ProgramData\certcase\server-apps-example-com-d683ad3a-datacentre\bundle',
    [Parameter(Mandatory = $true)]
    [string]$PfxPath,
    [hashtable]$Option = @{},
    [switch]$Again
)
Set-StrictMode -Version 2.0
$ErrorActionPreference = 'Stop'
$InformationPreference = 'Continue'

$Case = [regex]::Unescape('server-apps-example-com-d683ad3a-datacentre')
# The front-ends by environment, in the order of work; an environment without names has none here.
$FrontEnds = @(
    @{ Environment = [regex]::Unescape('Datacentre'); Server = [regex]::Unescape('DC-FE-01') }
    @{ Environment = [regex]::Unescape('Datacentre'); Server = [regex]::Unescape('DC-FE-02') }
)
$Unnamed = @(
)
$Bundle = @('install.ps1', 'verify.ps1', 'certificates')
$NeedsPfx = $true
$Done = Join-Path $PSScriptRoot 'install-all-done.txt'
$script:Left = @()

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

# Runs a script of the bundle over there; an exit code, and what it said.
$RunThere = {
    param([string]$Folder, [string]$Script, [hashtable]$Option)
    $said = & (Join-Path $Folder $Script) @Option *>&1 | ForEach-Object { [string]$_ }
    @{ ExitCode = $LASTEXITCODE; Said = @($said) }
}

function Open-Session([string]$Server) {
    $with = @{ ComputerName = $Server }
    if ($Credential) {
        $with.Credential = $Credential
    }
    New-PSSession @with
}

function Copy-Bundle([System.Management.Automation.Runspaces.PSSession]$Session) {
    Invoke-Command -Session $Session -ArgumentList $Folder -ScriptBlock ${function:Protect-Folder}
    foreach ($name in $Bundle) {
        Copy-Item -ToSession $Session -LiteralPath (Join-Path $PSScriptRoot $name) -Destination $Folder -Recurse -Force
    }
    Copy-Item -ToSession $Session -LiteralPath $PfxPath -Destination (Join-Path $Folder 'server.pfx') -Force
}

# The private key has no business on a disk of the front-end once it is in the store. Over a connection of its own: the other may be lost.
function Clear-Pfx([string]$Server) {
    $session = $null
    try {
        $session = Open-Session $Server
        Invoke-Command -Session $session -ArgumentList $Folder -ScriptBlock {
            param([string]$Folder)
            if (Test-Path -LiteralPath $Folder) {
                Get-ChildItem -LiteralPath $Folder -Recurse -Filter '*.pfx' | Remove-Item -Force -ErrorAction Stop
            }
        }
    } catch {
        $script:Left += @('The PFX may still be in {0} on {1}; remove it there. {2}' -f $Folder, $Server, $_.Exception.Message)
    } finally {
        if ($session) {
            Remove-PSSession $session
        }
    }
}

function Invoke-Script([System.Management.Automation.Runspaces.PSSession]$Session, [string]$Script, [hashtable]$With) {
    $result = Invoke-Command -Session $Session -ScriptBlock $RunThere -ArgumentList $Folder, $Script, $With
    foreach ($line in $result.Said) {
        Write-Information ('    {0}' -f $line)
    }
    if ($result.ExitCode -ne 0) {
        throw ('{0} ended with {1}' -f $Script, $result.ExitCode)
    }
}

function Install-FrontEnd([string]$Server, [hashtable]$With) {
    $session = Open-Session $Server
    try {
        Copy-Bundle $session
        Invoke-Script $session 'install.ps1' $With
        Invoke-Script $session 'verify.ps1' $VerifyWith
    } finally {
        Remove-PSSession $session
        if ($NeedsPfx) {
            Clear-Pfx $Server
        }
    }
    if ($script:Left.Count -gt 0) {
        throw 'The PFX may still be there.'
    }
}

# What has to be right before the first front-end is touched.
function Assert-Ready {
    foreach ($name in $Bundle) {
        if (-not (Test-Path -LiteralPath (Join-Path $PSScriptRoot $name))) {
            throw "$name is missing. Unpack the whole bundle and run this script from its folder."
        }
    }
    if (-not (Test-Path -LiteralPath $PfxPath -PathType Leaf)) {
        throw "There is no $PfxPath."
    }
    if ($ComputerName.Count -eq 0 -and $Unnamed.Count -gt 0) {
        throw ('The names of all front-ends are not recorded for: {0}. Name them with -ComputerName.' -f ($Unnamed -join ', '))
    }
}

function Get-Wanted {
    if ($ComputerName.Count -eq 0) {
        return $FrontEnds
    }
    $ComputerName | ForEach-Object { @{ Environment = 'as given'; Server = $_ } }
}

# One front-end after the other until one fails; a row of the table each.
function Install-All([hashtable]$With) {
    $finished = @(if (-not $Again -and (Test-Path -LiteralPath $Done)) { Get-Content -LiteralPath $Done })
    $failed = $false
    foreach ($one in @(Get-Wanted)) {
        $result = [pscustomobject]@{ Environment = $one.Environment; Server = $one.Server; Result = 'not begun'; Detail = '' }
        if ($finished -contains $one.Server) {
            $result.Result = 'done before'
        } elseif (-not $failed -and $PSCmdlet.ShouldProcess($one.Server, 'Copy the bundle, install.ps1, verify.ps1')) {
            Write-Information ('{0} ({1})' -f $one.Server, $one.Environment)
            try {
                Install-FrontEnd $one.Server $With | Out-Null
                Add-Content -LiteralPath $Done -Value $one.Server -Encoding UTF8
                $result.Result = 'done'
            } catch {
                $failed = $true
                $result.Result = 'FAILED'
                $result.Detail = $_.Exception.Message
            }
        }
        $result
    }
}

$code = 2
$logged = -not $WhatIfPreference -and (Open-Log $PSScriptRoot 'install-all')
try {
    Assert-Ready
    $with = $Option.Clone()
    # What both scripts know by the same name counts for both.
    $VerifyWith = @{}
    foreach ($name in @('ExportFolder', 'SiteName', 'Port' | Where-Object { $Option.ContainsKey($_) })) {
        $VerifyWith[$name] = $Option[$name]
    }
    $with.PfxPath = Join-Path $Folder 'server.pfx'
    if ($NeedsPfx -and -not $WhatIfPreference) {
        $with.PfxPassword = Read-Host -AsSecureString -Prompt 'Password of the PFX'
    }
    $results = @(Install-All $with)
    $code = if (@($results | Where-Object { $_.Result -eq 'FAILED' }).Count -gt 0) { 1 } else { 0 }
    $results | Format-Table -AutoSize -Wrap | Out-String | Write-Output
    $script:Left | Write-Warning
    if ($code -ne 0) {
        Write-Output "Stopped at the first failure ($Case). Mend it, then run this script again: what is done is left out."
    } elseif ($NeedsPfx -and -not $WhatIfPreference) {
        Write-Output 'The PFX is removed from the front-ends; delete the copy here as well when it is no longer needed.'
    }
} catch {
    Write-Error -ErrorAction Continue -Message $_.Exception.Message
} finally {
    if ($logged) {
        Stop-Transcript | Out-Null
    }
}
exit $code
