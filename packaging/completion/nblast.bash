# SPDX-License-Identifier: BSD-3-Clause
# bash completion of nblast and nblast-workbench. Commands, options and most values are read from the programs' own help.

# _nblast_options HELP: all options that a help text lists
_nblast_options() { sed -nE 's/^  ((-[a-zA-Z]),)?(--[a-z0-9-]+).*/\2 \3/p' <<<"$1"; }

# _nblast_values HELP OPTION: its values, where the help lists them in braces
_nblast_values() { sed -nE "s/^  (-[a-zA-Z],)?$2 [^ ]*\{([^}]*)\}.*/\2/p" <<<"$1" | tr ',' ' '; }

_nblast() {
  local program=$1 word=$2 previous=$3 command= help
  local IFS=$' \t\n'
  COMPREPLY=()
  if [[ ${program##*/} == nblast ]]; then
    if ((COMP_CWORD > 1)); then
      command=${COMP_WORDS[1]}
    elif [[ $word != -* ]]; then
      help=$("$program" --help 2>/dev/null)
      COMPREPLY=($(compgen -W "$(sed '1,/^Subcommands:/d; s/^  \([a-z]*\).*/\1/' <<<"$help")" -- "$word"))
      return
    fi
  fi
  help=$("$program" $command --help 2>/dev/null)

  case $previous in
    --units | --target-units) COMPREPLY=($(compgen -W "auto um nm stated,nm" -- "$word")) ;;
    --engine) COMPREPLY=($(compgen -W "auto cuda cpu reference cuda-host" -- "$word")) ;;
    --max-distance) COMPREPLY=($(compgen -W "off auto" -- "$word")) ;;
    --table)
      COMPREPLY=($(compgen -W "auto fcwb fcwb-alpha v1" -- "$word"))
      compopt -o default 2>/dev/null
      ;;
    *)
      if [[ $word == -* ]]; then
        COMPREPLY=($(compgen -W "$(_nblast_options "$help")" -- "$word"))
      elif [[ $previous == --* ]]; then
        COMPREPLY=($(compgen -W "$(_nblast_values "$help" "$previous")" -- "$word"))
      fi
      ;;
  esac
}

# Where nothing is offered, bash completes files.
complete -o default -F _nblast nblast nblast-workbench
