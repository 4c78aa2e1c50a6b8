namespace Delegate.Cli.Completing;

/// <summary>What each shell reads at its start: it asks <c>delegate __complete</c> with the words up to the cursor.</summary>
internal static class ShellScripts
{
    public static IReadOnlyDictionary<string, string> All { get; } = new Dictionary<string, string>
    {
        // -o default: where there is nothing to offer, files.
        ["bash"] = """
            _delegate() {
                local offer
                COMPREPLY=()
                while IFS=$'\t' read -r offer _; do
                    COMPREPLY+=("$offer")
                done < <("${COMP_WORDS[0]}" __complete -- "${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null)
            }
            complete -o default -o nosort -F _delegate delegate
            """,
        ["zsh"] = """
            #compdef delegate
            _delegate() {
                local -a offers
                local offer about
                while IFS=$'\t' read -r offer about; do
                    offers+=("${offer//:/\\:}${about:+:$about}")
                done < <("${words[1]}" __complete -- "${(@)words[2,CURRENT]}" 2>/dev/null)
                if (( ${#offers} )); then
                    _describe -V delegate offers
                else
                    _files
                fi
            }
            if [ "$funcstack[1]" = "_delegate" ]; then
                _delegate "$@"
            else
                compdef _delegate delegate
            fi
            """,
        ["fish"] = """
            function __delegate_complete
                set -l words (commandline -opc) (commandline -ct)
                set -l offers (command $words[1] __complete -- $words[2..-1] 2>/dev/null)
                if test (count $offers) -gt 0
                    printf '%s\n' $offers
                else
                    __fish_complete_path (commandline -ct)
                end
            end
            complete -c delegate -f -k -a '(__delegate_complete)'
            """,
    };
}
