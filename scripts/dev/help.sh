# ./dev help: this text.

echo "usage: ./dev <subcommand> [arguments]   (each: --help; --no-install: name missing packages instead of installing them)"
echo
for file in scripts/dev/*.sh; do
    name=${file##*/}
    name=${name%.sh}
    [[ $name == common ]] && continue
    printf '  %s\n' "$(helpOf "$name" | head -n 1)"
done
