# Accounts by their SID, which is the same in every language of Windows.
$KeyReaders = @(
    @{ Name = 'IIS_IUSRS'; Sid = 'S-1-5-32-568' }
    @{ Name = 'NETWORK SERVICE'; Sid = 'S-1-5-20' }
)

# The file that holds the private key: a CNG key and a key of an older provider (CSP) live in different folders.
function Get-KeyFile([System.Security.Cryptography.X509Certificates.X509Certificate2]$Certificate) {
    $key = [System.Security.Cryptography.X509Certificates.RSACertificateExtensions]::GetRSAPrivateKey($Certificate)
    if (-not $key) {
        $key = [System.Security.Cryptography.X509Certificates.ECDsaCertificateExtensions]::GetECDsaPrivateKey($Certificate)
    }
    if (-not $key) {
        throw 'The certificate has no private key on this server.'
    }
    if ($key -is [System.Security.Cryptography.RSACryptoServiceProvider]) {
        $name = $key.CspKeyContainerInfo.UniqueKeyContainerName
    } else {
        $name = $key.Key.UniqueName
    }
    foreach ($folder in 'Keys', 'RSA\MachineKeys', 'SystemKeys') {
        $path = Join-Path $env:ProgramData "Microsoft\Crypto\$folder\$name"
        if (Test-Path -LiteralPath $path -PathType Leaf) {
            return $path
        }
    }
    throw "The key $name is not in a file of this server. Set its permissions with certlm.msc: All Tasks, Manage Private Keys."
}

# The rules that let an account read a file, or deny it.
function Get-ReadRule([string]$Path, [string]$Sid) {
    $read = [System.Security.AccessControl.FileSystemRights]::ReadData
    $rules = (Get-Acl -LiteralPath $Path).GetAccessRules($true, $true, [System.Security.Principal.SecurityIdentifier])
    $rules | Where-Object { $_.IdentityReference.Value -eq $Sid -and ($_.FileSystemRights -band $read) }
}
