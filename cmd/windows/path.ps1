# Puts a folder into the user's own PATH, or takes it out: path.ps1 -Folder FOLDER [-Remove]. What else is there stays as it is written,
# variables and all; new windows see the change.
param([Parameter(Mandatory = $true)][string]$Folder, [switch]$Remove)
$ErrorActionPreference = 'Stop'
$key = [Microsoft.Win32.Registry]::CurrentUser.OpenSubKey('Environment', $true)
$now = [string]$key.GetValue('Path', '', [Microsoft.Win32.RegistryValueOptions]::DoNotExpandEnvironmentNames)
$parts = @($now.Split(';') | Where-Object { $_ -and $_.TrimEnd('\') -ne $Folder.TrimEnd('\') })
if (-not $Remove) { $parts += $Folder }
$new = $parts -join ';'
if ($new -ne $now) {
    $key.SetValue('Path', $new, [Microsoft.Win32.RegistryValueKind]::ExpandString)
    [Environment]::SetEnvironmentVariable('CERTCASE_SETUP', $null, 'User') # tells running programs that the environment changed
}
$key.Close()
