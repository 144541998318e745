load helper

@test "an inventory is listed and checked" {
    certcase environments "$INVENTORY" --at "$AT"
    exits 0
    says "4 environments"
    says "DC-FE-01, DC-FE-02"
    printf '[{"Name":"Old","HostName":"old.example.com","ApplicationServerType":"JAVA"}]' >odd.json
    certcase environments odd.json --at "$AT"
    exits 1
    says java-application-server
    certcase environments odd.json --at "$AT" --platform windows-2016 --format csv
    exits 1
    says 'Old,,Unknown,unknown,old.example.com,,,,windows-2016,"hosting-unknown;java-application-server"'
    certcase environments gone.json
    exits 3
    complains gone.json
}

@test "a platform of the inventory that the catalog doesn't have is not taken for the default" {
    sed 's/windows-2022/windows-2012r2/' "$INVENTORY" > old.xml
    certcase environments old.xml
    exits 2
    complains "the catalog has no platform 'windows-2012r2'" "it has windows-2016, windows-2019" "old.xml: Datacentre"
    certcase build "$ROOT" --environments old.xml -e Datacentre --at "$AT"
    exits 2
    [ -z "$(find . -name '*.zip')" ]
}

@test "the example is an inventory, and build takes it" {
    certcase environments --example
    exits 0
    printf '%s\n' "$output" >inventory.xml
    certcase environments inventory.xml --at "$AT"
    exits 0
    certcase build "$ROOT" --environments inventory.xml -e Datacentre --at "$AT" --no-input -o out
    exits 0
    certcase audit out --at "$AT"
    exits 0
}

@test "without a file there is a usage error that says where to get one" {
    certcase environments
    exits 2
    complains "the list of environments is missing" "--example"
}
