#!/bin/sh
# Lays the files that the README's examples speak of into FOLDER, under the names it gives them: examples.sh FOLDER
set -eu
samples=$(cd "$(dirname "$0")/samples" && pwd)
mkdir -p "$1"
cd "$1"
cp "$samples/partner-root.cer" "$samples/partner-client.cer" "$samples/password.txt" "$samples/../inventory.xml" .
mv partner-client.cer client.cer
cp "$samples/partner-client.pfx" client.pfx
cp "$samples/partner-chain.pem" chain.cer
cp "$samples/../inventory.json" environments.json
chmod u+w ./*
(umask 077 && openssl pkcs12 -in client.pfx -passin file:password.txt -nodes -nocerts -out client.key)
cat >requests.csv <<'END'
id,certificates,environments,password_file
A-1,partner-root.cer,Test,
A-2,client-3des.pfx; partner-root.cer,Production,password.txt
END
printf 'partner.example.com\nsql.example.com:1433\n' >servers.txt
