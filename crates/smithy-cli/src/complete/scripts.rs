//! The scripts that make shells ask the program: a few lines each, the same for every program.

/// The script for a shell; none if there is none for it. `variable` is the one that names the
/// shell when the program is asked.
pub(crate) fn script(name: &str, variable: &str, shell: &str) -> Option<String> {
    let template = match shell {
        "bash" => BASH,
        "zsh" => ZSH,
        "fish" => FISH,
        "powershell" => POWERSHELL,
        "elvish" => ELVISH,
        _ => return None,
    };
    let plain = |c: char| if c.is_ascii_alphanumeric() { c } else { '_' };
    let function: String = name.chars().map(plain).collect();
    Some(
        template
            .replace("VARIABLE", variable)
            .replace("FUNCTION", &function)
            .replace("NAME", name),
    )
}

/// Runs in version 3.2, too, which has no `mapfile`. No blank follows what goes on.
const BASH: &str = r#"# Completion of NAME for bash.
_FUNCTION() {
    local line
    COMPREPLY=()
    while IFS= read -r line; do
        COMPREPLY+=("$line")
    done < <(VARIABLE=bash "$1" "${COMP_LINE:0:COMP_POINT}" 2>/dev/null)
    case "${COMPREPLY[0]}" in
        */ | *=) compopt -o nospace 2>/dev/null ;;
    esac
}
complete -o nosort -F _FUNCTION NAME 2>/dev/null || complete -F _FUNCTION NAME
"#;

const ZSH: &str = r#"#compdef NAME
# Completion of NAME for zsh.
_FUNCTION() {
    local -a lines found open
    local line value
    lines=("${(@f)$(VARIABLE=zsh "${(Q)words[1]}" "${(@Q)words[2,CURRENT]}" 2>/dev/null)}")
    for line in "${lines[@]}"; do
        value="${line%%$'\t'*}"
        case "$value" in
            '') ;;
            */ | *=) open+=("$value") ;;
            *) found+=("${${value//\\/\\\\}//:/\\:}:${line#*$'\t'}") ;;
        esac
    done
    (( $#open )) && compadd -S '' -- "${open[@]}"
    (( $#found )) && _describe -V -t values NAME found
    (( $#open + $#found ))
}
if [[ $funcstack[1] == _FUNCTION ]]; then
    _FUNCTION "$@"
else
    compdef _FUNCTION NAME
fi
"#;

const FISH: &str = r#"# Completion of NAME for fish.
function __FUNCTION_complete
    set -l words (commandline -opc)
    set -l current (commandline -ct)
    VARIABLE=fish $words[1] $words[2..-1] "$current" 2>/dev/null
end
complete -c NAME -f -k -a '(__FUNCTION_complete)'
"#;

const POWERSHELL: &str = r#"# Completion of NAME for PowerShell.
Register-ArgumentCompleter -Native -CommandName 'NAME' -ScriptBlock {
    param($word, $ast, $cursor)
    $words = @($ast.CommandElements | Select-Object -Skip 1 |
        Where-Object { $_.Extent.EndOffset -lt $cursor } | ForEach-Object { $_.ToString() })
    $env:VARIABLE = 'powershell'
    try {
        # Windows PowerShell drops empty arguments.
        $last = if ($word -eq '') { if ($PSVersionTable.PSVersion.Major -lt 7) { '""' } else { '' } } else { $word }
        & $ast.CommandElements[0].ToString() @words $last 2>$null | ForEach-Object {
            $value, $note = $_ -split "`t", 2
            if (-not $note) { $note = $value }
            [System.Management.Automation.CompletionResult]::new($value, $value, 'ParameterValue', $note)
        }
    } finally {
        Remove-Item Env:VARIABLE
    }
}
"#;

const ELVISH: &str = r#"# Completion of NAME for elvish.
use str
set edit:completion:arg-completer[NAME] = {|@words|
    tmp E:VARIABLE = elvish
    (external $words[0]) (all $words[1..]) 2>/dev/null | from-lines | each {|line|
        var value note = (str:split &max=2 "\t" $line)
        edit:complex-candidate $value &display=$value'  '$note
    }
}
"#;
